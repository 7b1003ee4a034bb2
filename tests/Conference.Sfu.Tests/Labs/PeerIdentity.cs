using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;

namespace Conference.Sfu.Tests.Labs;

/// <summary>What one peer connection of a test shows of itself: ICE credentials and a certificate.</summary>
internal sealed class PeerIdentity : IDisposable
{
    private readonly IceCredentials _credentials = IceCredentials.Generate();
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));

    public string Ufrag => _credentials.Ufrag.ToString();

    public string Password => _credentials.Password;

    public string Fingerprint => _certificate.Fingerprint.ToString();

    /// <summary>Its offers wait for the server's ClientHello (setup:passive), as FFmpeg's do.</summary>
    public bool IsDtlsServer { get; set; }

    /// <summary>A client transport under this identity.</summary>
    public Transport Connect(ITransportHandler handler, RemoteParameters server, RemoteEndPoint address, Timestamp now) => new(
        handler,
        new TransportParameters { Local = _credentials, Certificate = _certificate, Role = IsDtlsServer ? DtlsRole.Server : DtlsRole.Client, Remote = server, Server = address },
        now);

    public void Dispose() => _certificate.Dispose();
}
