using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>A Transport in its Worker: the addresses that passed a check, and its deadline.</summary>
internal sealed class TransportBinding(Transport transport, Outbox outbox) : Timed
{
    /// <summary>Candidate pairs that a browser with two networks and both families has, per Transport.</summary>
    public const int MaxAddresses = 8;

    public Transport Transport { get; } = transport;

    public List<RemoteEndPoint> Addresses { get; } = [];

    /// <summary>Its datagrams in the <see cref="HandshakeQueue"/>.</summary>
    public int WaitingHandshakes { get; set; }

    public override Timestamp HandleTimeout(Timestamp now) => Transport.HandleTimeout(now, outbox);
}
