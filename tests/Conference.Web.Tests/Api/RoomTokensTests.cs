using System.Net.Http.Headers;
using System.Text.Json;
using Conference.Signaling.Joining;
using Conference.Signaling.Live;
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
    public async Task A_withdrawn_token_opens_nothing_and_ends_what_it_began()
    {
        using var client = await MediaClient.CreateAsync(server);
        var (withdrawn, kept) = (await client.MintAsync("whip", "Hall"), await client.MintAsync("whip", "Studio"));
        var (hall, studio) = (await PublishAsync(withdrawn), await PublishAsync(kept));
        var rooms = server.Services.GetRequiredService<RoomService>();
        Assert.Equal(2, rooms.LiveCount(client.Room));

        var path = $"/api/rooms/{client.Room}/tokens/{withdrawn.GetProperty("id").GetGuid()}";
        using (var answer = await client.SendAsync(HttpMethod.Delete, path, ConferenceServer.AdminToken))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        Assert.Equal(1, rooms.LiveCount(client.Room));
        await Answers.RefusedAsync(hall.DeleteAsync(), HttpStatusCode.NotFound, "session-gone");
        using (var refused = await client.PostAsync($"/whip/{client.Room}", hall.Token, MediaClient.Offer("sendonly")))
            Assert.Equal("error=\"invalid_token\"", refused.Headers.WwwAuthenticate.Single().Parameter);
        await Answers.RefusedAsync(
            client.PostAsync($"/whip/{client.Room}", hall.Token, MediaClient.Offer("sendonly")), HttpStatusCode.Unauthorized, "token-withdrawn");
        await Answers.RefusedAsync(client.SendAsync(HttpMethod.Delete, path, ConferenceServer.AdminToken), HttpStatusCode.NotFound, "token-gone");
        using (var ended = await studio.DeleteAsync()) Assert.Equal(HttpStatusCode.OK, ended.StatusCode);

        Task<MediaClientSession> PublishAsync(JsonElement token) =>
            MediaClientSession.FromAsync(client, token.GetProperty("token").GetString()!, $"/whip/{client.Room}", MediaClient.Offer("sendonly"));
    }

    [Fact]
    public async Task The_owner_lists_the_tokens_of_a_room_and_withdraws_them_and_nobody_else_does()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var path = $"/api/rooms/{await ConferenceServer.CreateRoomAsync(teacher)}/tokens";
        using var made = await teacher.PostAsJsonAsync(path, new { use = "whep", name = "Foyer", hours = 1 }, Cancellation);
        var id = (await Answers.OkAsync(made)).GetProperty("id").GetGuid();

        var row = Assert.Single((await Answers.GetAsync(teacher, path)).EnumerateArray());
        Assert.Equal(
            (id, "whep", "Foyer", "student"),
            (row.GetProperty("id").GetGuid(), row.GetProperty("use").GetString(), row.GetProperty("name").GetString(), row.GetProperty("role").GetString()));
        Assert.False(row.TryGetProperty("token", out _)); // it is shown once
        await Answers.RefusedAsync(other.GetAsync(path, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.DeleteAsync($"{path}/{id}", Cancellation), HttpStatusCode.Forbidden, "not-allowed");

        using var withdrawn = await teacher.DeleteAsync($"{path}/{id}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Empty((await Answers.GetAsync(teacher, path)).EnumerateArray());
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
