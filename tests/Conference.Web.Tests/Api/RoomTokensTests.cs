using System.Net.Http.Headers;
using Conference.Signaling.Joining;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

/// <summary>The admin token, and the tokens that are made for WHIP and WHEP.</summary>
public sealed class RoomTokensTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_admin_token_makes_a_room_and_its_tokens_without_cookie_and_header()
    {
        using var client = await MediaClient.CreateAsync(server);
        var made = await client.MintAsync("whip", "Hall 3", hours: 48);
        Assert.True(server.Services.GetRequiredService<JoinTokens>().TryRead(made.GetProperty("token").GetString()!, DateTimeOffset.UtcNow, out var grant, out _));

        Assert.Equal((client.Room, ParticipantRole.Teacher, "Hall 3", TokenUse.Publish), (grant.RoomCode, grant.Role, grant.Name, grant.Use));
        Assert.EndsWith($"/whip/{client.Room}", made.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.InRange(made.GetProperty("expiresAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(47), DateTimeOffset.UtcNow.AddHours(49));
        Assert.True(server.Services.GetRequiredService<JoinTokens>().TryRead(await client.TokenAsync("whep"), DateTimeOffset.UtcNow, out var player, out _));
        Assert.Equal((ParticipantRole.Student, TokenUse.Play), (player.Role, player.Use));
    }

    [Fact]
    public async Task The_admin_token_opens_nothing_else()
    {
        using var browser = server.OpenBrowser();
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ConferenceServer.AdminToken);
        foreach (var path in new[] { "/api/people", "/api/invitations", "/api/rooms", "/api/recordings" })
            await Answers.RefusedAsync(browser.GetAsync(path, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData(ConferenceServer.AdminToken + "0")]
    public async Task Another_token_is_none(string token)
    {
        using var browser = server.OpenBrowser(withHeader: false);
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        await Answers.RefusedAsync(browser.PostAsJsonAsync("/api/rooms", new { title = "x" }, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Fact]
    public async Task The_owner_and_an_administrator_make_tokens_and_nobody_else()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (administrator, _, _) = await server.SignUpAsync(PersonRole.Administrator);
        using var guest = server.OpenBrowser();
        var path = $"/api/rooms/{await ConferenceServer.CreateRoomAsync(teacher)}/tokens";
        var body = new { use = "whip", name = "OBS" };

        foreach (var allowed in new[] { teacher, administrator })
        {
            using var answer = await allowed.PostAsJsonAsync(path, body, Cancellation);
            await Answers.OkAsync(answer);
        }

        await Answers.RefusedAsync(other.PostAsJsonAsync(path, body, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.PostAsJsonAsync(path, body, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { use = "both", name = "x" }, Cancellation), HttpStatusCode.UnprocessableEntity, "use-invalid");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { use = "whep" }, Cancellation), HttpStatusCode.UnprocessableEntity, "name-invalid");
        await Answers.RefusedAsync(
            teacher.PostAsJsonAsync(path, new { use = "whep", name = "x", hours = 0 }, Cancellation), HttpStatusCode.UnprocessableEntity, "hours-invalid");
        await Answers.RefusedAsync(
            teacher.PostAsJsonAsync("/api/rooms/abcdefghjkmn/tokens", body, Cancellation), HttpStatusCode.NotFound, "room-gone");
    }

    [Fact]
    public async Task Nobody_signs_in_as_the_owner_of_such_rooms_and_no_list_shows_it()
    {
        using var client = await MediaClient.CreateAsync(server);
        var (administrator, _, _) = await server.SignUpAsync(PersonRole.Administrator);
        var people = await Answers.GetAsync(administrator, "/api/people");
        Assert.DoesNotContain(people.EnumerateArray(), person => person.GetProperty("name").GetString() == "API");
        using var browser = server.OpenBrowser();
        await Answers.RefusedAsync(
            browser.PostAsJsonAsync("/api/session", new { email = "api", password = ConferenceServer.Password }, Cancellation),
            HttpStatusCode.Unauthorized, "wrong-password");
    }
}
