using System.Text.RegularExpressions;
using Conference.Signaling.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

/// <summary>draft-ietf-wish-whep, as far as the server answers the player's offer.</summary>
public sealed class WhepTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_player_is_answered_sendonly_under_its_own_payload_types_with_the_published_codec_first()
    {
        using var client = await MediaClient.CreateAsync(server);
        await client.PublishAsync(MediaClient.Offer("sendonly", codecs: "102"));
        var session = await client.PlayAsync();

        Assert.Matches("^/whep/sessions/[A-Za-z0-9_-]{24}$", session.Location);
        Assert.Equal(2, Regex.Count(session.Answer, "a=sendonly\r\n"));
        Assert.Contains("m=video 9 UDP/TLS/RTP/SAVPF 102 96 97\r\n", session.Answer, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n", session.Answer, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(session.Answer, "a=msid:(\\S+) ").Select(match => match.Groups[1].Value).Distinct()); // one MediaStream
        Assert.Equal(2, server.Services.GetRequiredService<RoomService>().LiveCount(client.Room)); // it stands in the roster
        using var ended = await session.DeleteAsync();
        Assert.Equal(1, server.Services.GetRequiredService<RoomService>().LiveCount(client.Room));
    }

    [Fact]
    public async Task A_room_where_nothing_is_published_answers_409_with_Retry_After_and_begins_no_lecture()
    {
        using var client = await MediaClient.CreateAsync(server);
        using var answer = await client.PostAsync($"/whep/{client.Room}", await client.TokenAsync("whep"), MediaClient.Offer("recvonly"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter!.Delta);
        Assert.Equal(0, server.Services.GetRequiredService<RoomService>().LiveCount(client.Room));
    }

    [Fact]
    public async Task A_player_that_cannot_decode_what_an_encoder_sends_is_told_so()
    {
        using var client = await MediaClient.CreateAsync(server);
        await client.PublishAsync(MediaClient.Offer("sendonly", codecs: "102"));
        var token = await client.TokenAsync("whep");

        await Answers.RefusedAsync(
            client.PostAsync($"/whep/{client.Room}", token, MediaClient.Offer("recvonly", codecs: "96 97")), HttpStatusCode.UnprocessableEntity, "no-common-codec");
        await Answers.RefusedAsync(
            client.PostAsync($"/whep/{client.Room}", token, MediaClient.Offer("recvonly", codecs: "120")), HttpStatusCode.UnprocessableEntity, "no-common-codec");
        await Answers.RefusedAsync(
            client.PostAsync($"/whep/{client.Room}", token, MediaClient.Offer("sendonly")), HttpStatusCode.BadRequest, "bad-description");
        await Answers.RefusedAsync(
            client.PostAsync($"/whep/{client.Room}/{Guid.NewGuid()}", token, MediaClient.Offer("recvonly")), HttpStatusCode.NotFound, "track-gone");
    }

    [Fact]
    public async Task Head_tells_a_player_what_the_address_is()
    {
        using var client = await MediaClient.CreateAsync(server);
        using var head = await client.SendAsync(HttpMethod.Head, $"/whep/{client.Room}", null);
        Assert.Equal((HttpStatusCode.OK, "application/sdp"), (head.StatusCode, head.Content.Headers.ContentType!.MediaType));
        using var options = await client.SendAsync(HttpMethod.Options, $"/whep/{client.Room}", null);
        Assert.Equal("application/sdp", options.Headers.GetValues("Accept-Post").Single());
    }

    [Fact]
    public async Task The_rooms_limit_holds_players_too()
    {
        using var client = await MediaClient.CreateAsync(server);
        await client.PublishAsync();
        var token = await client.TokenAsync("whep", role: "teacher");
        for (var i = 1; i < ConferenceServer.RoomCapacity; i++)
        {
            using var answer = await client.PostAsync($"/whep/{client.Room}", token, MediaClient.Offer("recvonly"));
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }

        using var refused = await client.PostAsync($"/whep/{client.Room}", token, MediaClient.Offer("recvonly"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }
}
