using System.Net;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Sfu.Control;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Sfu.Tests.Labs;

/// <summary>A Worker with one room on virtual time, and browsers (our own client transports: real ICE, DTLS and SRTP) around it.</summary>
internal sealed class Lab : IDisposable
{
    public static readonly RemoteEndPoint ServerAddress = RemoteEndPoint.FromIPv4(0x0A000001, 10000);

    private readonly Dictionary<RemoteEndPoint, BrowserTransport> _transports = [];
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
    private ushort _nextClientPort = 20000;

    /// <param name="time">What the Worker measures its own work with; media's time is <see cref="Now"/>.</param>
    public Lab(SfuOptions? options = null, int packetBuffers = Worker.DefaultPacketBuffers, TimeProvider? time = null)
    {
        Port.OnSent = OnSent;
        Worker = new Worker(0, Port, new WorkerClock(time ?? TimeProvider.System), NullLogger.Instance, packetBuffers);
        var context = new RoomContext(
            Worker, _certificate, [new IPEndPoint(IPAddress.Parse("10.0.0.1"), 10000)], options ?? new SfuOptions(), Take);
        Room = new Room(new RoomId(Guid.NewGuid()), context, _ => { });
    }

    public MemoryUdpPort Port { get; } = new();

    public Worker Worker { get; }

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

    /// <summary>Lets virtual time pass in steps of a millisecond; browsers answer the offers that come.</summary>
    public void Run(int milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            Worker.Turn(Now);
            foreach (var transport in _transports.Values.ToList()) transport.Turn(Now);
            Now = Now.AddMilliseconds(1);
        }
    }

    /// <summary>False: browsers get what keeps them connected, and no media.</summary>
    public bool PassesMedia { get; set; } = true;

    /// <summary>Lets virtual time pass while nobody does anything.</summary>
    public void Pass(long microseconds) => Now = Now.AddMicroseconds(microseconds);

    /// <summary>Lets browsers do what is due.</summary>
    public void TurnBrowsers()
    {
        foreach (var transport in _transports.Values) transport.Turn(Now);
    }

    /// <summary>What the Worker sends reaches the browsers, as it does from the start; after <see cref="MemoryUdpPort.OnSent"/> was taken away.</summary>
    public void Listen() => Port.OnSent = OnSent;

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

    public long Dropped(DropReason reason) => Worker.Counters.Dropped(reason);

    public void Dispose()
    {
        Room.Close(Now, TransportCloseReason.Left);
        foreach (var transport in _transports.Values) transport.Dispose();
        Worker.Dispose();
        _certificate.Dispose();
    }

    private void Take(SfuEvent happened)
    {
        OnEvent?.Invoke(happened);
        Events.Add(happened);
    }

    private void OnSent(in RemoteEndPoint to, ReadOnlySpan<byte> datagram)
    {
        if (!PassesMedia && datagram[0] > 3) return; // RFC 7983 §7: STUN
        if (!_transports.TryGetValue(to, out var transport)) return;
        var copy = datagram.ToArray();
        if (Passes?.Invoke(transport, copy) != false) transport.Deliver(copy);
    }
}
