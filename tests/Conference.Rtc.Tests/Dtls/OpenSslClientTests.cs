using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Conference.Rtc.Dtls;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Dtls;

/// <summary>Our server role against the openssl program, over real UDP on the loopback.</summary>
public sealed class OpenSslClientTests : IOutboxSink, IDisposable
{
    private static readonly DateTimeOffset WallClock = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-dtls").FullName;
    private IPEndPoint _client = new(IPAddress.Any, 0);

    [Theory]
    [InlineData("SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM", SrtpProfile.AeadAes128Gcm, 56)]
    [InlineData("SRTP_AES128_CM_SHA1_80", SrtpProfile.Aes128CmHmacSha1Tag80, 60)]
    public async Task Profile_by_our_preference_and_keying_material_agree(string offered, SrtpProfile expected, int materialLength)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "The openssl program is not installed.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        await RunAsync(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=client -keyout key.pem -out cert.pem", timeout.Token);
        using var client = Start(
            $"s_client -dtls1_2 -connect 127.0.0.1:{port} -cert cert.pem -key key.pem -use_srtp {offered} "
            + $"-keymatexport EXTRACTOR-dtls_srtp -keymatexportlen {materialLength}");
        var output = client.StandardOutput.ReadToEndAsync(timeout.Token);

        using var certificate = DtlsCertificate.Create(WallClock);
        using var session = new DtlsSession(certificate.Context, DtlsRole.Server, new TransportCounters());
        using var outbox = new Outbox(this);
        var buffer = new byte[2048];
        while (session.State == DtlsState.Handshaking)
        {
            var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), timeout.Token);
            _client = (IPEndPoint)received.RemoteEndPoint;
            session.TryReceive(default, buffer.AsSpan(0, received.ReceivedBytes), RemoteEndPoint.FromIPEndPoint(_client), outbox);
            outbox.Flush();
        }

        Assert.Equal(DtlsState.Connected, session.State);
        Assert.True(session.TryGetProfile(out var profile));
        Assert.Equal(expected, profile);
        var material = new byte[materialLength];
        Assert.True(session.TryExportKeyingMaterial(material));
        Assert.True(session.TryGetPeerFingerprint(out var fingerprint));
        Assert.Equal(Fingerprint(await RunAsync("x509 -in cert.pem -noout -fingerprint -sha256", timeout.Token)), fingerprint!.ToString());

        // Its standard input ends: it says close_notify and goes.
        client.StandardInput.Close();
        while (session.State == DtlsState.Connected)
        {
            var received = await _socket.ReceiveFromAsync(buffer, _client, timeout.Token);
            session.TryReceive(default, buffer.AsSpan(0, received.ReceivedBytes), RemoteEndPoint.FromIPEndPoint(_client), outbox);
        }
        Assert.Equal(DtlsState.Closed, session.State);
        Assert.Contains(Convert.ToHexString(material), await output, StringComparison.Ordinal);
        await client.WaitForExitAsync(timeout.Token);
    }

    void IOutboxSink.Send(Outbox outbox)
    {
        foreach (var entry in outbox.Entries)
            _socket.SendTo(outbox.Datagram(entry), entry.To.ToIPEndPoint());
    }

    public void Dispose()
    {
        _socket.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Fingerprint(string openSslLine) => "sha-256 " + openSslLine.Split('=')[1].Trim();

    private async Task<string> RunAsync(string arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private Process Start(string arguments)
    {
        var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginErrorReadLine(); // read and forgotten: it says that our certificate is self-signed
        return process;
    }
}
