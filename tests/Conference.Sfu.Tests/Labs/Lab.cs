using System.Net;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Sfu.Tests.Labs;

/// <summary>Workers and one room on the first of them, on virtual time, and browsers (our own client transports: real ICE, DTLS and SRTP) around it.</summary>
internal sealed class Lab : IDisposable
{
    private const int FirstPort = 10000;

    private readonly Dictionary<RemoteEndPoint, BrowserTransport> _transports = [];
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
    private ushort _nextClientPort = 20000;

    /// <param name="time">What the Workers measure their own work with; media's time is <see cref="Now"/>.</param>
    /// <param name="gatherMicroseconds">On the Workers' clock; see <see cref="SfuOptions.GatherMicroseconds"/>.</param>
    public Lab(
        SfuOptions? options = null, int packetBuffers = Worker.DefaultPacketBuffers, TimeProvider? time = null, int workers = 1, int gatherMicroseconds = 0)
    {
        var clock = new WorkerClock(time ?? TimeProvider.System);
        var contexts = new List<RoomContext>();
        for (var i = 0; i < workers; i++)
        {
            var port = new MemoryUdpPort(FirstPort + i) { OnSent = OnSent };
            var worker = new Worker(i, port, clock, NullLogger.Instance, packetBuffers) { GatherMicroseconds = gatherMicroseconds };
            Ports.Add(port);
            Workers.Add(worker);
            contexts.Add(new RoomContext(
                worker, _certificate, [new IPEndPoint(IPAddress.Parse("10.0.0.1"), FirstPort + i)], options ?? new SfuOptions(), Take) { All = contexts });
        }

        Room = new Room(new RoomId(Guid.NewGuid()), contexts[0], _ => { });
    }

    /// <summary>The address of the Worker with that port.</summary>
    public static RemoteEndPoint ServerAddress(int port) => RemoteEndPoint.FromIPv4(0x0A000001, (ushort)port);

    public List<MemoryUdpPort> Ports { get; } = [];

    public List<Worker> Workers { get; } = [];

    /// <summary>The first Worker's.</summary>
    public MemoryUdpPort Port => Ports[0];

    /// <summary>The room's own.</summary>
    public Worker Worker => Workers[0];

    public Room Room { get; }

    public List<SfuEvent> Events { get; } = [];

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

    /// <summary>Sees each event first; what it throws is a fault of the room.</summary>
    public Action<SfuEvent>? OnEvent { get; set; }

    /// <summary>Says which datagrams from the server arrive; all when null.</summary>
    public Func<BrowserTransport, byte[], bool>? Passes { get; set; }

    public Browser Join(PublishRights rights = PublishRights.All, params VideoCodec[] receives)
    {
        var browser = new Browser(this, new ParticipantId(Guid.NewGuid()));
        browser.Join(rights, receives);
        return browser;
    }

    /// <summary>An encoder or a player that speaks HTTP (WHIP, WHEP).</summary>
    public Browser JoinWithoutOffers(PublishRights rights = PublishRights.None)
    {
        var browser = new Browser(this, new ParticipantId(Guid.NewGuid()));
        browser.JoinWithoutOffers(rights);
        return browser;
    }

    /// <summary>Lets virtual time pass in steps of a millisecond; browsers answer the offers that come.</summary>
    public void Run(int milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            foreach (var worker in Workers) worker.Turn(Now);
            foreach (var transport in _transports.Values.ToList()) transport.Turn(Now);
            Now = Now.AddMilliseconds(1);
        }
    }

    /// <summary>Lets virtual time pass while nobody does anything.</summary>
    public void Pass(long microseconds) => Now = Now.AddMicroseconds(microseconds);

    /// <summary>Lets browsers do what is due.</summary>
    public void TurnBrowsers()
    {
        foreach (var transport in _transports.Values) transport.Turn(Now);
    }

    /// <summary>What the Worker sends reaches the browsers, as it does from the start; after <see cref="MemoryUdpPort.OnSent"/> was taken away.</summary>
    public void Listen()
    {
        foreach (var port in Ports) port.OnSent = OnSent;
    }

    public bool RunUntil(Func<bool> condition, int milliseconds = 5000)
    {
        for (var i = 0; i < milliseconds && !condition(); i++) Run(1);
        return condition();
    }

    public RemoteEndPoint Attach(BrowserTransport transport)
    {
        var address = RemoteEndPoint.FromIPv4(0x0A000002, _nextClientPort++).WithLocalAddress(1);
        _transports.Add(address, transport);
        return address;
    }

    public void Detach(BrowserTransport transport) => _transports.Remove(transport.Address);

    public void Deliver(in RemoteEndPoint to, in RemoteEndPoint from, ReadOnlySpan<byte> datagram) => Ports[to.Port - FirstPort].Deliver(from, datagram);

    /// <summary>Answers an offer as the SFU does it: wherever the participant is served.</summary>
    public void Answer(ParticipantId participant, int offerId, string sdp)
    {
        Expect.That(SdpParser.TryParse(sdp, out var description, out var malformed), malformed?.ToString());
        Expect.That(SubscriberAnswer.TryRead(description, out var answer, out var error), error?.ToString());
        var subscription = Room.FindSubscription(participant, SfuError.StaleAnswer);
        subscription.Audience.Do(Now, (audience, now) => audience.Accept(now, subscription, offerId, answer));
    }

    /// <summary>Answers a player as the SFU does it: wherever it is served.</summary>
    public PlayAnswer Play(ParticipantId participant, PlayOffer offer)
    {
        var plan = PlayPlan.Read(offer);
        var subscription = Room.Play(Now, participant, plan);
        PlayAnswer? answer = null;
        subscription.Audience.Do(Now, (audience, now) => answer = audience.Play(now, subscription, plan));
        Expect.That(RunUntil(() => answer is not null));
        return answer!;
    }

    public long Dropped(DropReason reason) => Worker.Counters.Dropped(reason);

    public void Dispose()
    {
        Room.Close(Now, TransportCloseReason.Left);
        foreach (var transport in _transports.Values) transport.Dispose();
        foreach (var worker in Workers) worker.Dispose();
        _certificate.Dispose();
    }

    private void Take(SfuEvent happened)
    {
        OnEvent?.Invoke(happened);
        Events.Add(happened);
    }

    private void OnSent(in RemoteEndPoint to, ReadOnlySpan<byte> datagram)
    {
        if (!_transports.TryGetValue(to, out var transport)) return;
        var copy = datagram.ToArray();
        if (Passes?.Invoke(transport, copy) != false) transport.Deliver(copy);
    }
}
