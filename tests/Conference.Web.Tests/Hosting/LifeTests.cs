using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Conference.Web.Tests.Hosting;

/// <summary>The real program from its first start to its end.</summary>
public sealed partial class LifeTests : IAsyncLifetime
{
    private const int SigTerm = 15;

    private readonly string _data = Directory.CreateTempSubdirectory("conference-life-").FullName;
    private PostgresDatabase? _database;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await PostgresServer.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        await _database!.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task The_first_administrator_comes_by_the_printed_link_and_stays_signed_in_over_a_restart()
    {
        var cookies = new CookieContainer();
        string earlier;
        using (var program = Start())
        {
            earlier = await program.LineAsync("First sign-in of the administrator: ");
            await StopAsync(program);
        }

        using (var program = Start())
        {
            var url = new Uri(await program.LineAsync("Conference serves "));
            var link = new Uri(await program.LineAsync("First sign-in of the administrator: "));
            Assert.NotEqual(earlier, link.ToString());
            using var browser = Open(url, cookies);
            await Answers.RefusedAsync(
                browser.GetAsync($"/api/invitations/{new Uri(earlier).Segments[^1]}", Cancellation), HttpStatusCode.NotFound, "invitation-gone");
            using var accepted = await browser.PostAsJsonAsync(
                $"/api/invitations/{link.Segments[^1]}", new { name = "Root", email = "root@example.org", password = ConferenceServer.Password }, Cancellation);
            Assert.Equal("administrator", (await Answers.OkAsync(accepted)).GetProperty("person").GetProperty("role").GetString());
            await StopAsync(program);
        }

        using (var program = Start())
        {
            var url = new Uri(await program.LineAsync("Conference serves "));
            using var browser = Open(url, cookies);
            var session = await Answers.GetAsync(browser, "/api/session");
            Assert.Equal("root@example.org", session.GetProperty("person").GetProperty("email").GetString());
            var output = await StopAsync(program);
            Assert.DoesNotContain("First sign-in", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_the_local_network_it_serves_https_with_a_certificate_that_it_keeps()
    {
        string first;
        using (var program = Start(("CONFERENCE_LAN", "true"), ("CONFERENCE_HTTPS_PORT", "0")))
        {
            first = await ThumbprintAsync(program);
            await StopAsync(program);
        }

        using (var program = Start(("CONFERENCE_LAN", "true"), ("CONFERENCE_HTTPS_PORT", "0")))
        {
            Assert.Equal(first, await ThumbprintAsync(program));
            await StopAsync(program);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Any, 0);
        listener.Start();
        using var program = Start(("CONFERENCE_PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}"));

        var (exitCode, _, errors) = await program.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("settings port", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_udp_port_that_is_taken_is_named()
    {
        using var socket = new System.Net.Sockets.UdpClient(new IPEndPoint(IPAddress.Any, 0));
        using var program = Start(("CONFERENCE_UDP_PORT", $"{((IPEndPoint)socket.Client.LocalEndPoint!).Port}"));

        var (exitCode, _, errors) = await program.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("udpPort", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_ffmpeg_is_named()
    {
        using var program = Start(("CONFERENCE_FFMPEG", "/nowhere/ffmpeg"));

        var (exitCode, _, errors) = await program.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("cannot start '/nowhere/ffmpeg'", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_was_cut_short_is_named()
    {
        File.WriteAllBytes(Path.Combine(_data, "join-token.key"), []);
        using var program = Start();

        var (exitCode, _, errors) = await program.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("join-token.key must hold 32 bytes", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private ConferenceProcess Start(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CONFERENCE_DATA"] = _data,
            ["CONFERENCE_DATABASE"] = _database!.ConnectionString,
            ["CONFERENCE_PORT"] = "0",
            ["CONFERENCE_UDP_PORT"] = "0",
            ["CONFERENCE_WORKERS"] = "1",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return ConferenceProcess.Start(environment);
    }

    private static HttpClient Open(Uri url, CookieContainer cookies)
    {
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = url };
        browser.DefaultRequestHeaders.Add("X-Conference", "1");
        return browser;
    }

    private static async Task<string> ThumbprintAsync(ConferenceProcess program)
    {
        var line = await program.LineAsync("On the local network: ");
        var url = new Uri(Url().Match(line).Value);
        var thumbprint = "";
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, errors) =>
            {
                thumbprint = certificate!.Thumbprint;
                // Its own signature is the only thing wrong with it: the name fits the address.
                return errors == System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors;
            },
        };
        using var browser = new HttpClient(handler) { BaseAddress = url };
        var session = await Answers.GetAsync(browser, "/api/session");
        Assert.Equal(url.GetLeftPart(UriPartial.Authority), session.GetProperty("secureLan").GetString());
        return thumbprint;
    }

    private static async Task<string> StopAsync(ConferenceProcess program)
    {
        Assert.Equal(0, Kill(program.Id, SigTerm));
        var (exitCode, output, errors) = await program.EndAsync();
        Assert.True(exitCode == 0, $"exit code {exitCode}: {output} {errors}");
        return output;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Url();
}
