using Conference.Load.Measuring;
using Conference.Load.Peers;
using Conference.Load.Scenarios;

namespace Conference.Load.Browsers;

/// <summary>The real browsers of a room, as the command asks for them: a camera, a receiver, both or none.</summary>
internal sealed class RoomBrowsers : IDisposable
{
    /// <summary>Until a camera's encoder has found out what it may send.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    private readonly Generator _generator;
    private readonly CancellationToken _cancellationToken;
    private (PeerFigures? Camera, PeerFigures? Receiver, Rtc.Timestamp At) _before;

    public RoomBrowsers(Generator generator, LoadOptions options, RoomPlan plan, CancellationToken cancellationToken)
    {
        _generator = generator;
        _cancellationToken = cancellationToken;
        if (plan.IsCameraOfBrowser) Camera = Start(plan);
        if (options.ReceivesInChromium) Receiver = Start(plan);
    }

    public BrowserPeer? Camera { get; }

    public BrowserPeer? Receiver { get; }

    /// <summary>What is measured begins.</summary>
    public void Begin() => _before = Read();

    /// <summary>What the browsers saw since then; null without one.</summary>
    public BrowserFigures? End()
    {
        if (Camera is null && Receiver is null) return null;
        var after = Read();
        var seconds = (after.At - _before.At).TotalSeconds;
        double Since(PeerFigures? before, PeerFigures? now, Func<PeerFigures, double> value) => before is null || now is null ? 0 : value(now) - value(before);
        return new BrowserFigures(
            Since(_before.Camera, after.Camera, figures => figures.Sent) / seconds, Since(_before.Receiver, after.Receiver, figures => figures.Received) / seconds,
            Since(_before.Receiver, after.Receiver, figures => figures.Lost), Since(_before.Receiver, after.Receiver, figures => figures.Freezes),
            after.Camera?.Width ?? 0, after.Camera?.Height ?? 0);
    }

    public void Dispose()
    {
        foreach (var browser in new[] { Camera, Receiver })
            if (browser is not null) _generator.Await(browser.DisposeAsync().AsTask(), "Chromium ends");
    }

    private BrowserPeer Start(RoomPlan plan) => _generator.Await(BrowserPeer.StartAsync(plan.Kinds, _cancellationToken), "Chromium starts");

    private (PeerFigures? Camera, PeerFigures? Receiver, Rtc.Timestamp At) Read()
    {
        PeerFigures? Of(BrowserPeer? browser) => browser is null ? null : _generator.Await(browser.ReadAsync(_cancellationToken), "Chromium tells its figures");
        return (Of(Camera), Of(Receiver), Clock.Now);
    }
}
