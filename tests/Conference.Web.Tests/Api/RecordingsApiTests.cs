using System.Net.Http.Headers;

namespace Conference.Web.Tests.Api;

public sealed class RecordingsApiTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_teacher_finds_own_recordings_staff_all_and_another_teacher_none()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);
        using var guest = server.OpenBrowser();
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        var (id, camera) = await server.AddRecordingAsync(code);

        var line = Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings?room={code}")).EnumerateArray());
        Assert.Equal((id, code, "Algebra", "ready", 61_000, true, false),
            (line.GetProperty("id").GetGuid(), line.GetProperty("roomCode").GetString(), line.GetProperty("title").GetString(),
                line.GetProperty("state").GetString(), line.GetProperty("durationMs").GetInt32(), line.GetProperty("hasCamera").GetBoolean(),
                line.GetProperty("hasScreen").GetBoolean()));
        Assert.Contains((await Answers.GetAsync(staff, "/api/recordings")).EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);
        Assert.Empty((await Answers.GetAsync(other, "/api/recordings")).EnumerateArray());

        string[] paths = [$"/api/recordings/{id}", $"/api/recordings/{id}/{camera}/index.m3u8", $"/api/recordings/{id}/{camera}/000001.m4s"];
        foreach (var path in paths)
        {
            await Answers.RefusedAsync(other.GetAsync(path, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
            await Answers.RefusedAsync(guest.GetAsync(path, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
            using var seen = await staff.GetAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        }
    }

    [Fact]
    public async Task The_detail_leads_a_player_to_playlist_and_segment()
    {
        var (teacher, id, camera) = await RecordedAsync();
        var detail = await Answers.GetAsync(teacher, $"/api/recordings/{id}");
        var rendition = Assert.Single(detail.GetProperty("renditions").EnumerateArray(), row => row.GetProperty("kind").GetString() == "camera");
        Assert.Equal(("hls", "Ada", camera),
            (rendition.GetProperty("format").GetString(), rendition.GetProperty("participant").GetString(), rendition.GetProperty("id").GetGuid()));
        Assert.Equal(1, Assert.Single(detail.GetProperty("parts").EnumerateArray()).GetProperty("number").GetInt32());

        var playlistUrl = rendition.GetProperty("playlist").GetString()!;
        using var playlist = await teacher.GetAsync(playlistUrl, Cancellation);
        Assert.Equal("application/vnd.apple.mpegurl", playlist.Content.Headers.ContentType!.MediaType);
        Assert.True(playlist.Headers.CacheControl!.NoCache);
        var segmentName = (await playlist.Content.ReadAsStringAsync(Cancellation)).Split('\n')[2];

        using var segment = await teacher.GetAsync(new Uri(new Uri(server.Url, playlistUrl), segmentName), Cancellation);
        Assert.Equal("video/mp4", segment.Content.Headers.ContentType!.MediaType);
        Assert.Equal(1000, (await segment.Content.ReadAsByteArrayAsync(Cancellation)).Length);
        Assert.True(segment.Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));

        using var again = new HttpRequestMessage(HttpMethod.Get, segment.RequestMessage!.RequestUri);
        again.Headers.IfNoneMatch.Add(segment.Headers.ETag!);
        using var unchanged = await teacher.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData(0L, 9L, "bytes 0-9/1000", 10)]
    [InlineData(990L, null, "bytes 990-999/1000", 10)]
    [InlineData(null, 5L, "bytes 995-999/1000", 5)]
    [InlineData(10L, 5000L, "bytes 10-999/1000", 990)]
    public async Task A_range_of_a_segment_is_answered_with_that_range(long? from, long? to, string contentRange, int length)
    {
        var (teacher, id, camera) = await RecordedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recordings/{id}/{camera}/000001.m4s");
        request.Headers.Range = new RangeHeaderValue(from, to);

        using var answer = await teacher.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange!.ToString());
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(length, bytes.Length);
        Assert.Equal((byte)answer.Content.Headers.ContentRange.From!.Value, bytes[0]);
    }

    [Fact]
    public async Task A_range_beyond_the_segment_is_not_satisfiable_and_head_sends_no_body()
    {
        var (teacher, id, camera) = await RecordedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recordings/{id}/{camera}/000001.m4s");
        request.Headers.Range = new RangeHeaderValue(1000, null);
        using var beyond = await teacher.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal("bytes */1000", beyond.Content.Headers.ContentRange!.ToString());

        using var head = new HttpRequestMessage(HttpMethod.Head, $"/api/recordings/{id}/{camera}/000001.m4s");
        using var answer = await teacher.SendAsync(head, Cancellation);
        Assert.Equal((HttpStatusCode.OK, 1000L), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("..%2F..%2F..%2Fjoin-token.key")]
    [InlineData("%2e%2e%2findex.m3u8")]
    [InlineData("..%5c000001.m4s")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("000001.m4s%0A")]
    [InlineData(".put-1.m4s")]
    [InlineData("999999.m4s")]
    public async Task Only_plain_names_of_the_rendition_are_served(string file)
    {
        var (teacher, id, camera) = await RecordedAsync();
        await Answers.RefusedAsync(teacher.GetAsync($"/api/recordings/{id}/{camera}/{file}", Cancellation), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_rendition_of_another_recording_is_not_found_under_this_one()
    {
        var (teacher, id, _) = await RecordedAsync();
        var (_, _, foreign) = await RecordedAsync();

        await Answers.RefusedAsync(
            teacher.GetAsync($"/api/recordings/{id}/{foreign}/index.m3u8", Cancellation), HttpStatusCode.NotFound, "recording-gone");
        await Answers.RefusedAsync(teacher.GetAsync($"/api/recordings/{Guid.NewGuid()}", Cancellation), HttpStatusCode.NotFound, "recording-gone");
    }

    private async Task<(HttpClient Teacher, Guid Recording, Guid Camera)> RecordedAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (recording, camera) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));
        return (teacher, recording, camera);
    }
}
