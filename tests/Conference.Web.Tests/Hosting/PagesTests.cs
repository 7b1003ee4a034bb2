namespace Conference.Web.Tests.Hosting;

/// <summary>The client's files and the proxy in front, by the real program in a folder with a small client.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-pages-").FullName;
    private PostgresDatabase? _database;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        var assets = Directory.CreateDirectory(Path.Combine(_folder, "wwwroot", "assets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(_folder, "wwwroot", "index.html"), "<!doctype html><title>Conference</title>");
        await File.WriteAllTextAsync(Path.Combine(assets, "index-1a2b3c.js"), "export {};");
    }

    public async ValueTask DisposeAsync()
    {
        await _database!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_route_of_the_client_gets_the_page_and_assets_are_kept_for_good()
    {
        using var program = Start();
        using var browser = new HttpClient { BaseAddress = new Uri(await program.LineAsync("Conference serves ")) };

        foreach (var path in new[] { "/", "/r/abcdefghijkl", "/recordings/1", "/invite/a_b-c" })
        {
            using var page = await browser.GetAsync(path, Cancellation);
            Assert.Equal((HttpStatusCode.OK, "text/html", true), (page.StatusCode, page.Content.Headers.ContentType!.MediaType, page.Headers.CacheControl!.NoCache));
            Assert.Contains("<title>Conference", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using var asset = await browser.GetAsync("/assets/index-1a2b3c.js", Cancellation);
        Assert.Equal("text/javascript", asset.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", asset.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        await Answers.RefusedAsync(browser.GetAsync("/assets/index-gone.js", Cancellation), HttpStatusCode.NotFound, "not-found");
        await Answers.RefusedAsync(browser.GetAsync("/assets/..%2f..%2fdata/join-token.key", Cancellation), HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("127.0.0.1", "https://lectures.example.org/invite/")]
    [InlineData("192.0.2.9", "http://127.0.0.1:")]
    public async Task Forwarded_headers_count_from_a_known_proxy_only(string proxy, string beginning)
    {
        using var program = Start(("CONFERENCE_BEHIND_PROXY", "true"), ("CONFERENCE_KNOWN_PROXIES", proxy));
        var link = new Uri(await program.LineAsync("First sign-in of the administrator: "));
        // By its number: "localhost" is ::1 first where the hosts file knows that name.
        using var browser = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{link.Port}") };
        foreach (var (name, value) in new[] { ("X-Conference", "1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "lectures.example.org"), ("X-Forwarded-For", "203.0.113.5") })
            browser.DefaultRequestHeaders.Add(name, value);
        using var accepted = await browser.PostAsJsonAsync(
            $"/api/invitations/{link.Segments[^1]}", new { name = "Root", email = "root@example.org", password = ConferenceServer.Password }, Cancellation);
        await Answers.OkAsync(accepted);
        browser.DefaultRequestHeaders.Add("Cookie", accepted.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using var made = await browser.PostAsJsonAsync("/api/invitations", new { role = "teacher" }, Cancellation);

        Assert.StartsWith(beginning, (await Answers.OkAsync(made)).GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(beginning.StartsWith("https", StringComparison.Ordinal),
            accepted.Headers.GetValues("Set-Cookie").Single().Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Figures_and_the_reasons_of_failed_checks_are_for_the_operators_networks()
    {
        using var program = Start(("CONFERENCE_BEHIND_PROXY", "true"));
        var link = new Uri(await program.LineAsync("First sign-in of the administrator: "));
        using var near = new HttpClient { BaseAddress = new Uri($"http://localhost:{link.Port}") };
        using var far = new HttpClient { BaseAddress = near.BaseAddress, DefaultRequestHeaders = { { "X-Forwarded-For", "203.0.113.5" } } };

        Assert.Contains("conference_build_info", await near.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        await Answers.RefusedAsync(far.GetAsync("/metrics", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        Assert.Equal("ready", (await Answers.GetAsync(far, "/healthz/ready")).GetProperty("status").GetString());
    }

    private ConferenceProcess Start(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CONFERENCE_DATA"] = Path.Combine(_folder, "data"),
            ["CONFERENCE_DATABASE"] = _database!.ConnectionString,
            ["CONFERENCE_PORT"] = "0",
            ["CONFERENCE_UDP_PORT"] = "0",
            ["CONFERENCE_WORKERS"] = "1",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return ConferenceProcess.StartIn(_folder, environment);
    }
}
