using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;

namespace Conference.Rtc;

/// <summary>What a <see cref="Transport"/> is made from.</summary>
public sealed record TransportParameters
{
    public required IceCredentials Local { get; init; }

    /// <summary>The process's certificate; the Transport does not own it.</summary>
    public required DtlsCertificate Certificate { get; init; }

    public DtlsRole Role { get; init; } = DtlsRole.Server;

    /// <summary>Null when we offer: the answer brings it, see <see cref="Transport.SetRemote"/>.</summary>
    public RemoteParameters? Remote { get; init; }

    /// <summary>
    /// Set in a client: the ICE-lite server's address, to which this Transport sends checks as the controlling agent. Null in the server,
    /// which is ICE-lite.
    /// </summary>
    public RemoteEndPoint? Server { get; init; }
}
