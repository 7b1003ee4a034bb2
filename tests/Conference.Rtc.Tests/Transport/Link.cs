using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;

namespace Conference.Rtc.Tests.Transports;

/// <summary>
/// Our server and our client joined by an in-memory network on virtual time: 10 ms each way, and the loss, duplication and reordering that
/// a seed decides.
/// </summary>
internal sealed class Link : IDisposable
{
    public const int DelayMilliseconds = 10;

    private static readonly DateTimeOffset WallClock = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(Peer To, RemoteEndPoint From, byte[] Datagram), (long At, long Order)> _inFlight = new();
    private readonly Random _random;
    private readonly double _loss;
    private readonly DtlsCertificate _serverCertificate = DtlsCertificate.Create(WallClock);
    private readonly DtlsCertificate _clientCertificate = DtlsCertificate.Create(WallClock);
    private readonly IceCredentials _serverCredentials = IceCredentials.Generate();
    private readonly IceCredentials _clientCredentials = IceCredentials.Generate();
    private long _order;

    public Link(int seed = 1, double loss = 0, bool serverKnowsRemote = true, RemoteParameters? serversIdeaOfClient = null)
    {
        _random = new Random(seed);
        _loss = loss;
        Server = new Peer(RemoteEndPoint.FromIPv4(0x0A000001, 5000), Send);
        Client = new Peer(RemoteEndPoint.FromIPv4(0x0A000002, 6000), Send);
        ClientParameters = new RemoteParameters(
            _clientCredentials.Ufrag.ToString(), _clientCredentials.Password, _clientCertificate.Fingerprint);
        ServerParameters = new RemoteParameters(
            _serverCredentials.Ufrag.ToString(), _serverCredentials.Password, _serverCertificate.Fingerprint);
        var remote = serverKnowsRemote ? serversIdeaOfClient ?? ClientParameters : null;
        Server.Open(DtlsRole.Server, _serverCertificate, _serverCredentials, remote, null, Now);
        Client.Open(DtlsRole.Client, _clientCertificate, _clientCredentials, ServerParameters, Server.Address, Now);
    }

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1_000_000);

    public Peer Server { get; }

    public Peer Client { get; }

    public RemoteParameters ClientParameters { get; }

    public RemoteParameters ServerParameters { get; }

    /// <summary>Called with every datagram that is about to travel; false loses it.</summary>
    public Func<Peer, byte[], bool> Passes { get; set; } = static (_, _) => true;

    /// <summary>Runs both ends until the condition holds or virtual time is up; true if it held.</summary>
    public bool RunUntil(Func<bool> condition, int milliseconds = 60_000)
    {
        var end = Now.AddMilliseconds(milliseconds);
        while (true)
        {
            var next = Timestamp.Min(
                Server.Transport.HandleTimeout(Now, Server.Outbox), Client.Transport.HandleTimeout(Now, Client.Outbox));
            Server.Outbox.Flush();
            Client.Outbox.Flush();
            if (condition())
                return true;
            if (_inFlight.TryPeek(out _, out var priority))
                next = Timestamp.Min(next, new Timestamp(priority.At));
            if (next > end || next == Timestamp.Never)
            {
                Now = end;
                return false;
            }
            Now = Timestamp.Max(Now, next);
            while (_inFlight.TryPeek(out var item, out priority) && priority.At <= Now.Microseconds)
            {
                _inFlight.Dequeue();
                item.To.Receive(Now, item.From, item.Datagram);
            }
        }
    }

    public void Run(int milliseconds) => RunUntil(static () => false, milliseconds);

    public void Connect()
    {
        Assert.True(RunUntil(() => Server.Transport.IsConnected && Client.Transport.IsConnected));
    }

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        _serverCertificate.Dispose();
        _clientCertificate.Dispose();
    }

    private void Send(Peer from, OutboxEntry entry, byte[] datagram)
    {
        var to = from == Server ? Client : Server;
        if (entry.To != to.Address || !Passes(from, datagram) || _random.NextDouble() < _loss)
            return;
        var jitter = _loss > 0 ? _random.Next(0, 8_000) : 0;
        var at = Now.Microseconds + DelayMilliseconds * 1000 + jitter;
        _inFlight.Enqueue((to, from.Address, datagram), (at, _order++));
        if (_random.NextDouble() < _loss)
            _inFlight.Enqueue((to, from.Address, (byte[])datagram.Clone()), (at + 3_000, _order++));
    }
}
