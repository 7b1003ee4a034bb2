using System.Net;
using System.Text;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Srtp;
using Conference.Rtc.Stun;

namespace Conference.Load.Peers;

/// <summary>
/// One real peer: ICE, DTLS and SRTP on a UDP socket of its own, as the controlling side. Driven by one thread through
/// <see cref="Turn"/>.
/// </summary>
internal abstract class Peer : ITransportHandler, IDisposable
{
    private readonly DtlsCertificate _certificate;
    private PeerSocket? _socket;
    private RemoteEndPoint _server;
    private byte[] _password = [];
    private Timestamp _due;

    /// <param name="certificate">Shared by all peers: making one costs more than a handshake.</param>
    protected Peer(DtlsCertificate certificate) => _certificate = certificate;

    public IceCredentials Credentials { get; } = IceCredentials.Generate();

    public DtlsFingerprint Fingerprint => _certificate.Fingerprint;

    public bool IsConnected => Transport is { IsConnected: true };

    public bool IsClosed { get; private set; }

    public SrtpProfile? Profile => Transport?.Profile;

    /// <summary>What its transport took, sent and dropped; null before it connects.</summary>
    public TransportCounters? Counters => Transport?.Counters;

    /// <summary>Datagrams that the kernel did not take from us.</summary>
    public long Unsent => _socket?.Unsent ?? 0;

    /// <summary>Bytes of all datagrams that came, as far as they were read.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Takes what the kernel has coalesced in one piece; then it is read into a batch that does.</summary>
    public bool TakesRuns { get; init; }

    /// <summary>Its socket; null before it connects.</summary>
    public PeerSocket? Socket => _socket;

    /// <summary>Where it sends to; null before it connects.</summary>
    public IPEndPoint? Server { get; private set; }

    /// <summary>The session description that it connects by; null before.</summary>
    public string? ServerDescription { get; private set; }

    protected Transport? Transport { get; private set; }

    protected Outbox? Outbox { get; private set; }

    /// <summary>Begins to connect to the server that this description came from.</summary>
    public void Connect(string sdp)
    {
        var server = Descriptions.Candidate(sdp);
        (Server, ServerDescription) = (server, sdp);
        _server = RemoteEndPoint.FromIPEndPoint(server);
        _password = Encoding.UTF8.GetBytes(Credentials.Password);
        _socket = new PeerSocket(server, TakesRuns);
        Outbox = new Outbox(_socket);
        var parameters = new TransportParameters
        {
            Local = Credentials, Certificate = _certificate, Role = Descriptions.OwnRole(sdp), Remote = Descriptions.Server(sdp), Server = _server,
        };
        Transport = new Transport(this, parameters, Clock.Now);
    }

    /// <summary>Takes in what has come and does what is due.</summary>
    /// <returns>How many datagrams there were.</returns>
    public int Turn(Timestamp now, ReceiveBatch batch)
    {
        if (Transport is null || IsClosed) return 0;
        var (wholeFrom, wholeStep) = IsConnected ? NextWhole : (0, 1);
        var count = batch.Receive(_socket!.Descriptor, wholeFrom, wholeStep);
        for (var i = 0; i < count; i++)
        {
            var datagram = batch[i];
            BytesReceived += datagram.Length;
            var isMedia = datagram.Length > 12 && datagram[0] is >= 128 and <= 191 && datagram[1] is < 192 or > 223; // RFC 5761 §4
            if (isMedia && !WantsMedia(batch, i)) continue;
            if (datagram.Length > 0 && datagram[0] <= 3 && AnswersCheck(datagram)) continue;
            Transport.Receive(now, _server, datagram, Outbox!);
        }

        if (now >= _due) _due = Timestamp.Min(Transport.HandleTimeout(now, Outbox!), IsConnected ? OnDue(now) : now.AddMilliseconds(5));
        Outbox!.Flush();
        return count;
    }

    /// <summary>Says goodbye.</summary>
    public void Close()
    {
        if (Transport is null || IsClosed) return;
        Transport.Close(Clock.Now, TransportCloseReason.Left, Outbox!);
        Outbox!.Flush();
    }

    public virtual void Dispose()
    {
        Transport?.Dispose();
        Outbox?.Dispose();
        _socket?.Dispose();
    }

    public virtual void OnConnected(Transport transport, Timestamp now) => _due = now;

    public abstract void OnRtp(Transport transport, Timestamp now, Span<byte> packet);

    public abstract void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound);

    public void OnClosed(Transport transport, Timestamp now, TransportCloseReason reason) => IsClosed = true;

    /// <summary>Which of the next datagrams must be read whole: the first, and each of so many after it.</summary>
    protected virtual (int From, int Step) NextWhole => (0, 1);

    /// <summary>Counts a media packet; true when it is to be decrypted.</summary>
    protected virtual bool WantsMedia(ReceiveBatch batch, int index) => true;

    /// <summary>The peer's own periodic work; returns when it is next due.</summary>
    protected virtual Timestamp OnDue(Timestamp now) => Timestamp.Never;

    /// <summary>A server that is not ICE-lite checks its side too, and sends nothing until it got an answer (RFC 8445 §7.3).</summary>
    private bool AnswersCheck(ReadOnlySpan<byte> datagram)
    {
        if (!StunMessage.TryParse(datagram, out var request) || request.Class != StunClass.Request || !request.IsAuthentic(_password)) return false;
        var writer = new StunMessageWriter(Outbox!.Reserve(), StunClass.SuccessResponse, request.TransactionId);
        writer.AddXorMappedAddress(_server);
        writer.AddIntegrity(_password);
        writer.AddFingerprint();
        Outbox.Commit(writer.Length, _server);
        return true;
    }
}
