using System.Text;

namespace Conference.Web.Tests.Api;

/// <summary>What every request of the API has in common.</summary>
public sealed class RequestTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changing_request_without_the_header_is_refused_and_changes_nothing()
    {
        using var foreign = server.OpenBrowser(withHeader: false);
        var token = await server.InviteAsync(PersonRole.Teacher);

        await Answers.RefusedAsync(
            foreign.PostAsJsonAsync($"/api/invitations/{token}", new { name = "Eve", email = "eve@example.org", password = ConferenceServer.Password }, Cancellation),
            HttpStatusCode.Forbidden, "cross-site");
        await Answers.RefusedAsync(foreign.DeleteAsync("/api/session", Cancellation), HttpStatusCode.Forbidden, "cross-site");

        foreign.DefaultRequestHeaders.Authorization = new("Basic", "YTpi"); // a browser behind a proxy adds it by itself
        await Answers.RefusedAsync(foreign.DeleteAsync("/api/session", Cancellation), HttpStatusCode.Forbidden, "cross-site");
        foreign.DefaultRequestHeaders.Authorization = null;

        Assert.Equal("teacher", (await Answers.GetAsync(foreign, $"/api/invitations/{token}")).GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("[1]", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("{\"email\": 7}", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("email=a", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")]
    public async Task A_body_of_the_wrong_shape_is_named(string body, string type, HttpStatusCode status, string code)
    {
        using var browser = server.OpenBrowser();
        using var content = new StringContent(body, Encoding.UTF8, type);
        await Answers.RefusedAsync(browser.PostAsync("/api/session", content, Cancellation), status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_named()
    {
        using var browser = server.OpenBrowser();
        await Answers.RefusedAsync(
            browser.PostAsJsonAsync("/api/session", new { email = new string('a', 100_000) }, Cancellation), HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/api/recordings/not-an-id")]
    [InlineData("/assets/gone.js")]
    [InlineData("/healthz/other")]
    public async Task What_is_not_there_is_not_found_rather_than_the_page(string path)
    {
        using var browser = server.OpenBrowser();
        await Answers.RefusedAsync(browser.GetAsync(path, Cancellation), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Sign_in_is_limited_per_address()
    {
        using var browser = server.OpenBrowser();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var answer = await browser.GetAsync($"/api/invitations/{i}", Cancellation);
            answers.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        await Answers.RefusedAsync(browser.GetAsync("/api/invitations/x", Cancellation), HttpStatusCode.TooManyRequests, "too-fast");
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_narrow_a_page()
    {
        using var browser = server.OpenBrowser();
        using var answer = await browser.GetAsync("/api/session", Cancellation);

        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("camera=(self)", answer.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }
}
