using Conference.Load.Browsers;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Servers;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Srtp;

namespace Conference.Load.Scenarios;

/// <summary>A room of the measured server with everybody in it, as a plan says.</summary>
/// <param name="camera">The browser that publishes, where the plan wants one.</param>
internal sealed class LoadRoom(Generator generator, IServer server, RoomPlan plan, DtlsCertificate certificate, BrowserPeer? camera = null)
{
    /// <summary>Joins under way at the same time; a person's browser takes as many round trips.</summary>
    private const int JoinsAtOnce = 4;

    private static readonly TimeSpan FirstFrames = TimeSpan.FromMilliseconds(200);
    private static int _rooms;

    private readonly List<Subscriber> _subscribers = [];

    public string Name { get; } = $"load-{Interlocked.Increment(ref _rooms)}";

    /// <summary>The IANA name of what the media is encrypted with.</summary>
    public string Suite => _subscribers[0].Profile == SrtpProfile.AeadAes128Gcm ? "AEAD_AES_128_GCM" : "AES_CM_128_HMAC_SHA1_80";

    /// <summary>Everybody of the plan comes in, publishers first, and is connected.</summary>
    /// <param name="shape">What the publishers send a little of before anybody may subscribe: some servers announce a track with its first packet.</param>
    public void Open(FrameShape shape, CancellationToken cancellationToken)
    {
        generator.Await(server.OpenRoomAsync(Name, cancellationToken), "the room is open");
        var publishers = new List<Publisher>();
        foreach (var tracks in plan.Publishers)
        {
            var publisher = new Publisher(certificate, tracks);
            publisher.Connect(generator.Await(server.PublishAsync(Name, publisher.Offer, cancellationToken), "the server takes a publisher"));
            publishers.Add(publisher);
            generator.Add(publisher);
        }

        generator.RunUntil(() => publishers.TrueForAll(publisher => publisher.IsConnected), "every publisher is connected");
        if (publishers.Count > 0) generator.Stream(shape, 50 * plan.Kinds.Count, FirstFrames);
        if (camera is not null) generator.Await(PublishAsync(camera, cancellationToken), "Chromium publishes");
        Join(plan.Subscribers, cancellationToken);
    }

    /// <summary>A real browser comes in to receive everything, too.</summary>
    public void Join(BrowserPeer browser, CancellationToken cancellationToken) => generator.Await(SubscribeAsync(browser, cancellationToken), "Chromium subscribes");

    /// <summary>So many more subscribers come in and are connected; the first, the middle and the last are probes.</summary>
    public void Join(int count, CancellationToken cancellationToken)
    {
        var joining = new List<Task<(Subscriber Subscriber, string Description)>>();
        for (int next = 0, joined = 0; joined < count;)
        {
            for (; next < count && joining.Count < JoinsAtOnce; next++)
            {
                var isProbe = next == 0 || next == count / 2 || next == count - 1;
                joining.Add(Task.Run(() => SubscribeAsync(isProbe, cancellationToken), cancellationToken));
            }

            generator.RunUntil(() => joining.Exists(task => task.IsCompleted), "the server takes a subscriber");
            foreach (var done in joining.FindAll(task => task.IsCompleted))
            {
                var (subscriber, description) = done.GetAwaiter().GetResult();
                subscriber.Connect(description);
                _subscribers.Add(subscriber);
                generator.Add(subscriber);
                joining.Remove(done);
                joined++;
            }
        }

        generator.RunUntil(() => _subscribers.TrueForAll(subscriber => subscriber.IsConnected), "every subscriber is connected");
    }

    /// <summary>One more subscriber begins to join; it is connected by the caller's thread once the server has answered.</summary>
    public async Task<(Subscriber Subscriber, string Description)> SubscribeAsync(bool isProbe, CancellationToken cancellationToken)
    {
        var subscriber = new Subscriber(certificate, isProbe, knowsPayload: !plan.IsCameraOfBrowser) { TakesRuns = generator.TakesRuns };
        return (subscriber, await server.SubscribeAsync(Name, new LoadEnd(subscriber, plan.Kinds), cancellationToken));
    }

    /// <exception cref="InvalidOperationException">A packet that was decrypted is not one that was sent.</exception>
    public void Verify()
    {
        var sampled = _subscribers.Sum(subscriber => subscriber.Sampled);
        var authentic = _subscribers.Sum(subscriber => subscriber.Checked);
        if (sampled == 0 || authentic != sampled) throw new InvalidOperationException($"{server.Name}: {authentic} of {sampled} packets that were decrypted are what was sent{Drops()}.");
    }

    /// <summary>What the subscribers' transports made of the others.</summary>
    private string Drops() => string.Concat(
        from reason in Enum.GetValues<TransportDrop>()
        let count = _subscribers.Sum(subscriber => subscriber.Counters?.Dropped(reason) ?? 0)
        where count > 0
        select $", {reason}: {count}");

    public void Close(CancellationToken cancellationToken)
    {
        generator.Clear();
        generator.Await(server.CloseRoomAsync(Name, cancellationToken), "the room is closed");
    }

    private async Task PublishAsync(BrowserPeer browser, CancellationToken cancellationToken)
    {
        var answer = await server.PublishAsync(Name, await browser.PublishAsync(cancellationToken), cancellationToken);
        await browser.ConnectAsync(answer, isAnswer: true, cancellationToken);
    }

    private async Task SubscribeAsync(BrowserPeer browser, CancellationToken cancellationToken) =>
        await browser.ConnectAsync(await server.SubscribeAsync(Name, browser, cancellationToken), isAnswer: false, cancellationToken);
}
