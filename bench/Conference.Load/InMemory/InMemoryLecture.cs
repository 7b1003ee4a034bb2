using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Load.InMemory;

/// <summary>
/// One camera to many subscribers through the production Worker, room and transports (AEAD_AES_128_GCM) with a port in memory. Time is virtual: a frame
/// each thirtieth of a second. What browsers say back (transport-wide feedback, receiver reports, some NACKs) is made outside of what is measured.
/// </summary>
internal sealed class InMemoryLecture : IDisposable
{
    private const long FrameMicroseconds = 33_333;
    private const int FramesPerFeedback = 3, FramesPerReport = 30;

    /// <summary>One packet in 200 is asked for again: half a percent of loss.</summary>
    private const int PacketsPerNack = 200;

    private readonly Lab _lab = new();
    private readonly Browser _publisher;
    private readonly SentTrack _camera;
    private readonly List<Watcher> _watchers = [];
    private readonly Browser _last;
    private readonly byte[] _payload;
    private readonly MemoryUdpPort.Sent _farEnds;
    private readonly HeldAnswers _answers = new();
    private long _frames;

    /// <param name="subscribers">Who watch.</param>
    /// <param name="payload">What packets carry, from its beginning.</param>
    public InMemoryLecture(int subscribers, byte[] payload)
    {
        _payload = payload;
        _publisher = _lab.Join();
        var others = Enumerable.Range(0, subscribers).Select(_ => _lab.Join()).ToList();
        _last = others[^1];
        _camera = _publisher.PublishConnected(TrackSource.Camera);
        foreach (var other in others) other.SubscribeConnected();
        _publisher.SendVideo(_camera, isKey: true);
        _lab.Run(30);
        foreach (var other in others) _watchers.Add(new Watcher(other.Subscribing!));
        _farEnds = _lab.Port.OnSent!;
        _lab.Port.OnSent = _answers.Hold;
        foreach (var watcher in _watchers) watcher.Report(_lab.Now);
        Turn();
    }

    /// <summary>RTP packets that left for subscribers.</summary>
    public long PacketsOut => _lab.Worker.Counters.RtpPacketsOut;

    /// <summary>Puts one frame into the port.</summary>
    public void SendFrame(ReadOnlySpan<int> lengths) => _publisher.SendPayloads(_camera, _payload, lengths);

    /// <summary>Lets a frame's time pass and puts in what the watchers say meanwhile.</summary>
    public void PassTime(int packetsPerFrame)
    {
        _answers.Release(_farEnds);
        _lab.Pass(FrameMicroseconds);
        _frames++;
        if (_frames % FramesPerReport == 0) _lab.TurnBrowsers();
        for (var i = 0; i < _watchers.Count; i++)
        {
            var watcher = _watchers[i];
            // Each at a moment of its own, as browsers are.
            watcher.OnFrame(packetsPerFrame);
            if ((_frames + i) % FramesPerFeedback == 0) watcher.Acknowledge(_lab.Now);
            if ((_frames + i) % FramesPerReport == 0) watcher.Report(_lab.Now);
            if ((_frames + i) % Math.Max(1, PacketsPerNack / packetsPerFrame) == 0) watcher.AskAgain();
        }
    }

    /// <summary>Lets a packet through to everybody: receivers who hear nothing for long miscount the wraps of sequence numbers (RFC 3711 §3.3.1).</summary>
    public void KeepInTouch()
    {
        _answers.Release(_farEnds);
        _lab.Port.OnSent = _farEnds;
        SendFrame([_payload.Length]);
        Turn();
        _lab.TurnBrowsers();
        _lab.Port.OnSent = _answers.Hold;
        foreach (var watcher in _watchers) watcher.OnFrame(1);
    }

    /// <summary>What is measured: one turn of the Worker's loop.</summary>
    public void Turn() => _lab.Worker.Turn(_lab.Now);

    /// <exception cref="InvalidOperationException">What the last subscriber gets is not what is sent.</exception>
    public void Verify()
    {
        const int packets = 3;
        var transport = _last.Subscribing!;
        _lab.Port.OnSent = _farEnds;
        var before = transport.Rtp.Count;
        _publisher.SendVideo(_camera, isKey: true, packets: packets);
        _lab.Run(2);
        if (transport.Rtp.Count != before + packets) throw new InvalidOperationException("Not every packet reaches a subscriber.");
    }

    public void Dispose() => _lab.Dispose();
}
