using System.Text.RegularExpressions;

namespace Conference.Web.Tests.Api;

/// <summary>RFC 9725 §4.3: trickle ICE and ICE restarts by PATCH.</summary>
public sealed partial class IcePatchTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private const string Trickle =
        "a=ice-ufrag:Zk3p\r\na=ice-pwd:9b1f0c7d2e4a6855c3d1e0f2\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
        + "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host\r\na=candidate:x 1 tcp 1 nowhere.example 9 typ host\r\na=end-of-candidates\r\n";

    private const string Restart =
        "a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Section_4_3_2_Candidates_get_204_without_body_and_ETag_and_unusable_ones_are_passed_over()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();
        using var answer = await session.PatchAsync(Trickle, session.EntityTag);

        Assert.Equal((HttpStatusCode.NoContent, 0L), (answer.StatusCode, answer.Content.Headers.ContentLength ?? 0));
        Assert.Null(answer.Headers.ETag);
    }

    [Fact]
    public async Task Section_4_3_3_New_credentials_restart_ICE_and_the_answer_brings_ours_with_a_new_ETag()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();
        using var answer = await session.PatchAsync(Restart, "*");
        var fragment = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/trickle-ice-sdpfrag", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEqual(session.EntityTag, answer.Headers.ETag!.ToString());
        Assert.False(answer.Headers.ETag.IsWeak);
        Assert.StartsWith("a=ice-lite\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n", fragment, StringComparison.Ordinal);
        Assert.NotEqual(Ufrag().Match(session.Answer).Value, Ufrag().Match(fragment).Value);
        Assert.Contains("a=candidate:", fragment, StringComparison.Ordinal);

        // What was meant for the earlier ICE session comes too late, what is meant for the new one does not.
        await Answers.RefusedAsync(session.PatchAsync(Trickle, session.EntityTag), HttpStatusCode.PreconditionFailed, "stale-ice-session");
        using var trickled = await session.PatchAsync(Restart + "a=end-of-candidates\r\n", answer.Headers.ETag.ToString());
        Assert.Equal(HttpStatusCode.NoContent, trickled.StatusCode);
    }

    [Fact]
    public async Task Section_4_3_1_A_patch_without_If_Match_gets_428_and_one_that_does_not_match_412()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();

        await Answers.RefusedAsync(session.PatchAsync(Trickle, null), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Answers.RefusedAsync(session.PatchAsync(Trickle, "\"another\""), HttpStatusCode.PreconditionFailed, "stale-ice-session");
        await Answers.RefusedAsync(session.PatchAsync(Trickle, "W/" + session.EntityTag), HttpStatusCode.PreconditionFailed, "stale-ice-session");
        await Answers.RefusedAsync(session.PatchAsync(Restart, "\"another\""), HttpStatusCode.PreconditionFailed, "stale-ice-session");
        using var kept = await session.PatchAsync(Trickle, session.EntityTag); // a refused restart leaves the session as it was
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
    }

    [Fact]
    public async Task Section_4_3_1_Another_type_or_a_malformed_fragment_is_refused()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();

        await Answers.RefusedAsync(
            session.PatchAsync(Trickle, "*", type: "application/sdp"), HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        foreach (var malformed in new[] { "", "candidate", "a=ice-ufrag:only\r\n", "a=ice-ufrag:x\r\na=ice-pwd:short\r\n", "m=audio\r\n" })
            await Answers.RefusedAsync(session.PatchAsync(malformed, "*"), HttpStatusCode.BadRequest, "bad-description");
    }

    [Fact]
    public async Task A_player_restarts_ICE_the_same_way()
    {
        using var client = await MediaClient.CreateAsync(server);
        await client.PublishAsync();
        var session = await client.PlayAsync();
        using var answer = await session.PatchAsync(Restart, "\"*\""); // the quotes of the RFC's own example
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(session.EntityTag, answer.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task Nobody_restarts_ICE_without_end()
    {
        using var client = await MediaClient.CreateAsync(server);
        var session = await client.PublishAsync();
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++)
        {
            using var answer = await session.PatchAsync(Trickle, "*");
            codes.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, codes);
    }

    [GeneratedRegex("a=ice-ufrag:(.*)\r\n")]
    private static partial Regex Ufrag();
}
