using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conference.Web.Hosting;

/// <summary>
/// A self-signed certificate for this machine's addresses, kept in the data folder, so that a browser asks once per machine and not at every start.
/// Made anew when it is about to end or the machine has an address that it does not name.
/// </summary>
internal static class LanCertificate
{
    // Browsers refuse a longer life, also of a certificate that a person has accepted (CA/Browser Forum baseline requirements §6.3.2).
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    public static X509Certificate2 LoadOrCreate(string folder, IReadOnlyList<IPAddress> addresses, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "lan.pfx");
        if (TryLoad(path) is { } kept)
        {
            if (kept.NotAfter.ToUniversalTime() > (now + RenewBefore).UtcDateTime && addresses.All(address => Names(kept).Contains(address))) return kept;
            kept.Dispose();
        }

        using var made = Create(addresses, now);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options)) file.Write(made.Export(X509ContentType.Pfx));
        return TryLoad(path)!;
    }

    private static X509Certificate2 Create(IReadOnlyList<IPAddress> addresses, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        foreach (var address in addresses.Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback)) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)); // serverAuth
        // A phone's clock may be behind ours.
        return request.CreateSelfSigned(now.AddDays(-1), now - TimeSpan.FromDays(1) + Lifetime);
    }

    private static HashSet<IPAddress> Names(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateIPAddresses())];

    private static X509Certificate2? TryLoad(string path)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, null);
        }
        catch (Exception e) when (e is CryptographicException or IOException)
        {
            return null; // not there yet, or cut short: made anew
        }
    }
}
