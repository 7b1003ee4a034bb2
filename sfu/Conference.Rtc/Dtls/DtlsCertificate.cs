using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Dtls;

/// <summary>
/// A self-signed ECDSA P-256 certificate for DTLS; one per process. WebRTC trusts no authority: the peer compares the
/// <see cref="Fingerprint"/> that came by signaling (RFC 8827 §6.5). Outlives every Transport made with it.
/// </summary>
public sealed class DtlsCertificate : IDisposable
{
    private DtlsCertificate(DtlsContext context, DtlsFingerprint fingerprint)
    {
        Context = context;
        Fingerprint = fingerprint;
    }

    public DtlsFingerprint Fingerprint { get; }

    internal DtlsContext Context { get; }

    /// <param name="now">Wall clock; valid from the day before for a year.</param>
    public static DtlsCertificate Create(DateTimeOffset now) => Create(now, only: null);

    /// <summary>Same, for an end that agrees on one SRTP profile alone: tests and the load generator choose what is measured by it.</summary>
    internal static DtlsCertificate Create(DateTimeOffset now, SrtpProfile? only)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Conference", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        var privateKey = key.ExportECPrivateKey();
        try
        {
            return new DtlsCertificate(
                new DtlsContext(certificate.RawData, privateKey, only), DtlsFingerprint.OfCertificate(certificate.RawData));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    public void Dispose() => Context.Dispose();
}
