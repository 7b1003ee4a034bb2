using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Conference.Web.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Conference.Web.Hosting;

/// <summary>Ports, certificates and the proxy in front, from the settings.</summary>
internal static class Listening
{
    /// <summary>No request of the contract comes near it; the hub has its own limit.</summary>
    private const int MaxRequestBody = 64 * 1024;

    /// <exception cref="SettingException">The certificate and its key cannot be used.</exception>
    public static void Configure(KestrelServerOptions kestrel, ConferenceOptions options, LanAddresses lan)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
        if (options.Lan)
        {
            var certificate = LanCertificate.LoadOrCreate(Path.Combine(options.Data, "certificates"), lan.All, DateTimeOffset.UtcNow);
            Bind(kestrel, options.Listen, options.HttpsPort, listen => listen.UseHttps(certificate));
            // Plain http is for this machine's own browser: localhost is a secure origin.
            if (options.Port == 0) kestrel.Listen(IPAddress.Loopback, 0);
            else kestrel.ListenLocalhost(options.Port);
        }
        else if (options.Certificate is not null)
        {
            var https = LoadCertificate(options);
            Bind(kestrel, options.Listen, options.Port, listen => listen.UseHttps(https));
        }
        else
        {
            Bind(kestrel, options.Listen, options.Port, _ => { });
        }
    }

    /// <summary>Believes X-Forwarded-* of the known proxies only: anybody else could claim any address or origin.</summary>
    public static void ConfigureProxy(ForwardedHeadersOptions forwarded, ConferenceOptions options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        if (options.KnownProxies.Count == 0) return; // loopback, the framework's default
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in options.KnownProxies) forwarded.KnownIPNetworks.Add(network);
    }

    private static void Bind(KestrelServerOptions kestrel, IPAddress? address, int port, Action<ListenOptions> configure)
    {
        if (address is null) kestrel.ListenAnyIP(port, configure);
        else kestrel.Listen(address, port, configure);
    }

    private static HttpsConnectionAdapterOptions LoadCertificate(ConferenceOptions options)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.Certificate!);
            using var pem = X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key);
            // Through PKCS #12, because SslStream on Windows cannot use a key that lives in memory alone.
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
            if (certificate.NotAfter < DateTime.Now)
                throw new SettingException($"The certificate {options.Certificate} (setting certificate) ended on {certificate.NotAfter:yyyy-MM-dd}: renew it.");
            return new HttpsConnectionAdapterOptions { ServerCertificate = certificate, ServerCertificateChain = chain };
        }
        catch (Exception e) when (e is CryptographicException or IOException or ArgumentException)
        {
            throw new SettingException(
                $"{options.Certificate} (setting certificate) and {options.Key} (setting key) must be a PEM certificate and its unencrypted PEM key: {e.Message}");
        }
    }
}
