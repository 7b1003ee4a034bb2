namespace Conference.Web.Tests.Api;

public sealed class AccountTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitation_makes_one_account_that_is_signed_in_at_once()
    {
        using var browser = server.OpenBrowser();
        var link = $"/api/invitations/{await server.InviteAsync(PersonRole.Teacher)}";
        Assert.Equal("teacher", (await Answers.GetAsync(browser, link)).GetProperty("role").GetString());

        using var accepted = await browser.PostAsJsonAsync(link, Account("Ada Lovelace", "ada@example.org"), Cancellation);
        var person = (await Answers.OkAsync(accepted)).GetProperty("person");

        Assert.Equal(("Ada Lovelace", "ada@example.org", "teacher"),
            (person.GetProperty("name").GetString(), person.GetProperty("email").GetString(), person.GetProperty("role").GetString()));
        Assert.Equal("ada@example.org", await SignedInAsync(browser));
        await Answers.RefusedAsync(browser.GetAsync(link, Cancellation), HttpStatusCode.NotFound, "invitation-gone");
        await Answers.RefusedAsync(
            browser.PostAsJsonAsync(link, Account("Eve", "eve@example.org"), Cancellation), HttpStatusCode.NotFound, "invitation-gone");
    }

    [Fact]
    public async Task A_refused_account_leaves_the_link_usable()
    {
        using var browser = server.OpenBrowser();
        var (_, _, taken) = await server.SignUpAsync(PersonRole.Teacher);
        var link = $"/api/invitations/{await server.InviteAsync(PersonRole.Teacher)}";

        await RefusedAsync("Ada", taken, ConferenceServer.Password, HttpStatusCode.Conflict, "email-taken");
        await RefusedAsync("Ada", taken.ToUpperInvariant(), ConferenceServer.Password, HttpStatusCode.Conflict, "email-taken");
        await RefusedAsync("Ada", "new@example.org", "short", HttpStatusCode.UnprocessableEntity, "weak-password");
        await RefusedAsync("Ada", "new@example.org", "aaaaaaaaaaaaaa", HttpStatusCode.UnprocessableEntity, "weak-password");
        await RefusedAsync("Ada", "new@example.org", "New@Example.org", HttpStatusCode.UnprocessableEntity, "weak-password");
        await RefusedAsync("Ada", "new@example.org", new string('p', 5000), HttpStatusCode.UnprocessableEntity, "weak-password");
        await RefusedAsync("Ada", "not an address", ConferenceServer.Password, HttpStatusCode.UnprocessableEntity, "email-invalid");
        await RefusedAsync("\u202Eada", "new@example.org", ConferenceServer.Password, HttpStatusCode.UnprocessableEntity, "name-invalid");

        using var accepted = await browser.PostAsJsonAsync(link, Account("Ada", "new@example.org"), Cancellation);
        await Answers.OkAsync(accepted);

        Task RefusedAsync(string name, string email, string password, HttpStatusCode status, string code) =>
            Answers.RefusedAsync(browser.PostAsJsonAsync(link, new { name, email, password }, Cancellation), status, code);
    }

    [Fact]
    public async Task Signing_out_and_in_again_works_and_a_wrong_password_is_named()
    {
        var (browser, _, email) = await server.SignUpAsync(PersonRole.Staff);
        using (browser)
        {
            using var gone = await browser.DeleteAsync("/api/session", Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
            Assert.Null(await SignedInAsync(browser));

            await Answers.RefusedAsync(SignInAsync(browser, email, "wrong password"), HttpStatusCode.Unauthorized, "wrong-password");
            await Answers.RefusedAsync(SignInAsync(browser, "nobody@example.org", "wrong password"), HttpStatusCode.Unauthorized, "wrong-password");
            await Answers.RefusedAsync(SignInAsync(browser, "' OR 1=1; --", "' OR '1'='1"), HttpStatusCode.Unauthorized, "wrong-password");
            using var answer = await SignInAsync(browser, email.ToUpperInvariant(), ConferenceServer.Password);
            await Answers.OkAsync(answer);

            Assert.Equal(email, await SignedInAsync(browser));
            var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_the_account_also_for_the_right_one()
    {
        var (browser, _, email) = await server.SignUpAsync(PersonRole.Staff);
        using (browser)
        {
            for (var i = 0; i < 9; i++)
                await Answers.RefusedAsync(SignInAsync(browser, email, "wrong password"), HttpStatusCode.Unauthorized, "wrong-password");
            await Answers.RefusedAsync(SignInAsync(browser, email, "wrong password"), HttpStatusCode.TooManyRequests, "locked-out");
            await Answers.RefusedAsync(SignInAsync(browser, email, ConferenceServer.Password), HttpStatusCode.TooManyRequests, "locked-out");
        }
    }

    [Fact]
    public async Task An_administrator_invites_and_sees_who_came()
    {
        var (administrator, id, _) = await server.SignUpAsync(PersonRole.Administrator, "Grace");
        using (administrator)
        {
            using var made = await administrator.PostAsJsonAsync("/api/invitations", new { role = "staff" }, Cancellation);
            var invitation = await Answers.OkAsync(made);
            var url = new Uri(invitation.GetProperty("url").GetString()!);
            Assert.Equal(server.Url.Authority, url.Authority);
            Assert.StartsWith("/invite/", url.AbsolutePath, StringComparison.Ordinal);

            using var browser = server.OpenBrowser();
            var token = url.Segments[^1];
            using var accepted = await browser.PostAsJsonAsync($"/api/invitations/{token}", Account("Анна 🎓", "anna@example.org"), Cancellation);
            await Answers.OkAsync(accepted);

            var rows = (await Answers.GetAsync(administrator, "/api/invitations")).EnumerateArray();
            var row = Assert.Single(rows, row => row.GetProperty("id").GetGuid() == invitation.GetProperty("id").GetGuid());
            Assert.Equal("Анна 🎓", row.GetProperty("acceptedBy").GetString());
            var people = (await Answers.GetAsync(administrator, "/api/people")).EnumerateArray().ToList();
            Assert.Contains(people, person => person.GetProperty("id").GetGuid() == id && person.GetProperty("role").GetString() == "administrator");
            await Answers.RefusedAsync(
                administrator.PostAsJsonAsync("/api/invitations", new { role = "owner" }, Cancellation), HttpStatusCode.UnprocessableEntity, "role-invalid");
            await Answers.RefusedAsync(
                administrator.PostAsJsonAsync("/api/invitations", new { role = "2" }, Cancellation), HttpStatusCode.UnprocessableEntity, "role-invalid");
        }
    }

    [Theory]
    [InlineData(PersonRole.Teacher)]
    [InlineData(PersonRole.Staff)]
    public async Task Only_an_administrator_sees_people_and_invites(PersonRole role)
    {
        var (browser, _, _) = await server.SignUpAsync(role);
        using (browser)
        {
            await Answers.RefusedAsync(browser.GetAsync("/api/people", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
            await Answers.RefusedAsync(browser.GetAsync("/api/invitations", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
            await Answers.RefusedAsync(
                browser.PostAsJsonAsync("/api/invitations", new { role = "administrator" }, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        }
    }

    [Theory]
    [InlineData("/api/people")]
    [InlineData("/api/invitations")]
    [InlineData("/api/rooms")]
    [InlineData("/api/recordings")]
    public async Task Without_an_account_these_are_closed(string path)
    {
        using var browser = server.OpenBrowser();
        await Answers.RefusedAsync(browser.GetAsync(path, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
    }

    private static object Account(string name, string email) => new { name, email, password = ConferenceServer.Password };

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password) =>
        browser.PostAsJsonAsync("/api/session", new { email, password }, Cancellation);

    private static async Task<string?> SignedInAsync(HttpClient browser)
    {
        var person = (await Answers.GetAsync(browser, "/api/session")).GetProperty("person");
        return person.ValueKind == System.Text.Json.JsonValueKind.Null ? null : person.GetProperty("email").GetString();
    }
}
