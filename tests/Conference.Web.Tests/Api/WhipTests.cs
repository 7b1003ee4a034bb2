using System.Text;
using Conference.Signaling.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

/// <summary>RFC 9725, clause by clause.</summary>
public sealed class WhipTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Section_4_2_An_offer_is_answered_by_201_with_Location_ETag_and_recvonly_sections()
    {
        using var client = await MediaClient.CreateAsync(server);
        using var answer = await client.PostAsync($"/whip/{client.Room}", await client.TokenAsync("whip"), MediaClient.Offer("sendonly"));
        var sdp = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("application/sdp", answer.Content.Headers.ContentType!.MediaType);
        Assert.Matches("^/whip/sessions/[A-Za-z0-9_-]{24}$", answer.Headers.Location!.OriginalString);
        Assert.False(answer.Headers.ETag!.IsWeak);
        Assert.Contains("a=ice-lite\r\n", sdp, StringComparison.Ordinal);
        Assert.Equal(2, sdp.Split("a=recvonly\r\n").Length - 1);
        Assert.Equal(2, sdp.Split("a=rtcp-mux-only\r\n").Length - 1); // section 4.4.1
        Assert.Contains("a=end-of-candidates\r\n", sdp, StringComparison.Ordinal); // section 4.3.2: every candidate is in the answer
        Assert.Contains("a=setup:passive\r\n", sdp, StringComparison.Ordinal);
        Assert.Equal(1, server.Services.GetRequiredService<RoomService>().LiveCount(client.Room));
    }

    [Fact]
    public async Task Section_4_2_DELETE_ends_the_session_whatever_entity_tag_comes_with_it()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();
        using var ended = await client.SendAsync(HttpMethod.Delete, session.Location, session.Token, headers: ("If-Match", "\"another\""));

        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal(0, server.Services.GetRequiredService<RoomService>().LiveCount(client.Room));
        await Answers.RefusedAsync(session.DeleteAsync(), HttpStatusCode.NotFound, "session-gone");
    }

    [Fact]
    public async Task Section_4_1_GET_has_nothing_to_show_and_PUT_is_not_allowed()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();
        foreach (var path in new[] { $"/whip/{client.Room}", session.Location })
        {
            using var got = await client.SendAsync(HttpMethod.Get, path, null);
            Assert.Equal((HttpStatusCode.NoContent, ""), (got.StatusCode, await got.Content.ReadAsStringAsync(Cancellation)));
            using var head = await client.SendAsync(HttpMethod.Head, path, null);
            Assert.True(head.IsSuccessStatusCode);
            using var put = await client.SendAsync(HttpMethod.Put, path, session.Token, "v=0\r\n", "application/sdp");
            Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
            Assert.Contains("OPTIONS", put.Content.Headers.Allow);
        }

        using var posted = await client.PostAsync(session.Location, session.Token, MediaClient.Offer("sendonly"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task Section_4_2_OPTIONS_answers_a_preflight_of_any_origin()
    {
        using var client = await MediaClient.CreateAsync(server);
        using var answer = await client.SendAsync(
            HttpMethod.Options, $"/whip/{client.Room}", null, headers: [("Origin", "https://encoder.example"), ("Access-Control-Request-Method", "POST")]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/sdp", answer.Headers.GetValues("Accept-Post").Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Authorization", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("PATCH", answer.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Link")); // section 4.6: not on a preflight
    }

    [Fact]
    public async Task Cors_is_for_these_endpoints_alone_and_exposes_what_a_client_needs_to_read()
    {
        using var client = await MediaClient.CreateAsync(server);
        using var refused = await client.PostAsync($"/whip/{client.Room}", null, MediaClient.Offer("sendonly"));
        Assert.Equal("*", refused.Headers.GetValues("Access-Control-Allow-Origin").Single());
        foreach (var header in new[] { "Location", "ETag", "Link" })
            Assert.Contains(header, refused.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        using var api = await client.SendAsync(HttpMethod.Get, "/api/session", null, headers: ("Origin", "https://encoder.example"));
        Assert.False(api.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Section_4_2_A_body_of_another_type_is_refused(string? type)
    {
        using var client = await MediaClient.CreateAsync(server);
        var token = await client.TokenAsync("whip");
        await Answers.RefusedAsync(
            client.SendAsync(HttpMethod.Post, $"/whip/{client.Room}", token, MediaClient.Offer("sendonly"), type),
            HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task A_client_that_takes_no_sdp_is_told_so()
    {
        using var client = await MediaClient.CreateAsync(server);
        await Answers.RefusedAsync(
            client.SendAsync(
                HttpMethod.Post, $"/whip/{client.Room}", await client.TokenAsync("whip"), MediaClient.Offer("sendonly"), "application/sdp", ("Accept", "text/html")),
            HttpStatusCode.NotAcceptable, "not-acceptable");
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\n")]
    [InlineData("{}")]
    [InlineData("v=0\r\nm=audio\r\n")]
    public async Task Section_4_2_A_malformed_offer_is_refused_and_begins_nothing(string offer)
    {
        using var client = await MediaClient.CreateAsync(server);
        var token = await client.TokenAsync("whip");
        await Answers.RefusedAsync(client.PostAsync($"/whip/{client.Room}", token, offer), HttpStatusCode.BadRequest, "bad-description");
        Assert.Equal(0, server.Services.GetRequiredService<RoomService>().LiveCount(client.Room));
    }

    [Theory]
    [InlineData("recvonly")]
    [InlineData("inactive")]
    public async Task Section_4_2_A_publisher_must_send(string direction)
    {
        using var client = await MediaClient.CreateAsync(server);
        await Answers.RefusedAsync(
            client.PostAsync($"/whip/{client.Room}", await client.TokenAsync("whip"), MediaClient.Offer(direction)), HttpStatusCode.BadRequest, "bad-description");
    }

    [Fact]
    public async Task Section_4_2_Sendrecv_is_answered_recvonly()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync(MediaClient.Offer("sendrecv"));
        Assert.Equal(2, session.Answer.Split("a=recvonly\r\n").Length - 1);
    }

    [Fact]
    public async Task Section_4_4_3_No_answer_is_partly_successful()
    {
        using var client = await MediaClient.CreateAsync(server);
        await Answers.RefusedAsync(
            client.PostAsync($"/whip/{client.Room}", await client.TokenAsync("whip"), MediaClient.Offer("sendonly", codecs: "120")),
            HttpStatusCode.UnprocessableEntity, "no-common-codec");
    }

    [Fact]
    public async Task A_body_beyond_128_KiB_is_refused()
    {
        using var client = await MediaClient.CreateAsync(server);
        var token = await client.TokenAsync("whip");
        var large = MediaClient.Offer("sendonly") + new StringBuilder().Insert(0, "a=x:0123456789\r\n", 8_192);
        await Answers.RefusedAsync(client.PostAsync($"/whip/{client.Room}", token, large), HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("whip", "sendonly")]
    [InlineData("whep", "recvonly")]
    public async Task Section_4_6_Links_name_the_ICE_servers_with_their_credentials(string use, string direction)
    {
        using var client = await MediaClient.CreateAsync(server);
        await client.PublishAsync(); // somebody to play
        using var answer = await client.PostAsync($"/{use}/{client.Room}", await client.TokenAsync(use), MediaClient.Offer(direction));

        const string credentials = "; username=\"lectures\"; credential=\"quote\\\"and\\\\slash\"; credential-type=\"password\"";
        Assert.Equal(
            [
                "<stun:stun.example.org:3478>; rel=\"ice-server\"",
                $"<turn:turn.example.org:3478?transport=udp>; rel=\"ice-server\"{credentials}",
                $"<turns:turn.example.org:443?transport=tcp>; rel=\"ice-server\"{credentials}",
            ],
            answer.Headers.GetValues("Link"));
    }

    [Fact]
    public async Task Section_4_7_The_bearer_token_decides()
    {
        using var client = await MediaClient.CreateAsync(server);
        using var other = await MediaClient.CreateAsync(server);
        var (whip, whep) = (await client.TokenAsync("whip"), await client.TokenAsync("whep"));
        var offer = MediaClient.Offer("sendonly");

        using (var missing = await client.PostAsync($"/whip/{client.Room}", null, offer))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
            Assert.Equal("Bearer", missing.Headers.WwwAuthenticate.Single().Scheme);
        }

        await Answers.RefusedAsync(client.PostAsync($"/whip/{client.Room}", "x" + whip, offer), HttpStatusCode.Unauthorized, "token-invalid");
        await Answers.RefusedAsync(client.PostAsync($"/whip/{client.Room}", ConferenceServer.AdminToken, offer), HttpStatusCode.Unauthorized, "token-invalid");
        await Answers.RefusedAsync(client.PostAsync($"/whip/{other.Room}", whip, offer), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(client.PostAsync($"/whip/{client.Room}", whep, offer), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(client.PostAsync($"/whep/{client.Room}", whip, MediaClient.Offer("recvonly")), HttpStatusCode.Forbidden, "not-allowed");
    }

    [Fact]
    public async Task A_pages_own_join_token_publishes_what_its_role_may()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var client = (await MediaClient.CreateAsync(server)).At(await ConferenceServer.CreateRoomAsync(teacher));
        using var joined = await teacher.PostAsJsonAsync($"/api/rooms/{client.Room}/join", new { name = "Ada" }, Cancellation);
        var token = (await Answers.OkAsync(joined)).GetProperty("token").GetString()!;
        using var answer = await client.PostAsync($"/whip/{client.Room}", token, MediaClient.Offer("sendonly"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Another_token_cannot_touch_the_session()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();
        var other = await client.TokenAsync("whip", "Eve");

        await Answers.RefusedAsync(session.DeleteAsync(other), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(session.PatchAsync("a=end-of-candidates\r\n", "*", other), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(
            client.SendAsync(HttpMethod.Delete, session.Location.Replace("/whip/", "/whep/", StringComparison.Ordinal), session.Token),
            HttpStatusCode.NotFound, "session-gone");
        await Answers.RefusedAsync(client.SendAsync(HttpMethod.Delete, session.Location, null), HttpStatusCode.Unauthorized, "token-missing");
        using var ended = await session.DeleteAsync();
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
    }

    [Theory]
    [InlineData("/whip")]
    [InlineData("/whip/a/b/c")]
    [InlineData("/whep/room/not-a-track")]
    public async Task What_is_not_there_is_not_found_rather_than_the_page(string path)
    {
        using var client = await MediaClient.CreateAsync(server);
        await Answers.RefusedAsync(client.PostAsync(path, "token", "v=0\r\n"), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Hostile_bodies_get_a_named_refusal_and_the_server_goes_on()
    {
        using var client = await MediaClient.CreateAsync(server);
        var token = await client.TokenAsync("whip");
        var offer = MediaClient.Offer("sendonly");
        var random = new Random(9725);
        for (var i = 0; i < 200; i++)
        {
            var damaged = offer.ToCharArray();
            for (var n = random.Next(1, 12); n > 0; n--) damaged[random.Next(damaged.Length)] = (char)random.Next(1, 256);
            using var answer = await client.PostAsync($"/whip/{client.Room}", token, new string(damaged));
            Assert.True(answer.StatusCode != HttpStatusCode.InternalServerError, $"{i}"); // what is whole in spite of it is let in, until the room is full
        }
    }
}
