using System.Text.Json;

namespace Conference.Web.Tests.Api;

public sealed class RecordingViewersTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owner_and_staff_see_who_watched_what_share()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher, "Ada");
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff, "Emmy");
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));
        var nobody = await ViewersAsync(teacher, id);
        Assert.Equal((61_000, 0, JsonValueKind.Null), (nobody.GetProperty("playedMs").GetInt32(), nobody.GetProperty("viewers").GetArrayLength(), nobody.GetProperty("others").ValueKind));

        await WatchAsync(staff, id, (0, 20_000), (10_000, 30_500));
        await WatchAsync(staff, id, (30_000, 40_000), (60_000, 900_000));
        await WatchAsync(teacher, id, (0, 61_000));

        foreach (var reader in new[] { teacher, staff })
        {
            var seen = await ViewersAsync(reader, id);
            Assert.Equal([("Ada", 61_000), ("Emmy", 41_000)], seen.GetProperty("viewers").EnumerateArray().Select(v => (v.GetProperty("name").GetString()!, v.GetProperty("watchedMs").GetInt32())));
            var curve = seen.GetProperty("curve");
            Assert.Equal((1000, 61), (curve.GetProperty("stepMs").GetInt32(), curve.GetProperty("counts").GetArrayLength()));
            Assert.Equal((2, 1, 2), (curve.GetProperty("counts")[0].GetInt32(), curve.GetProperty("counts")[50].GetInt32(), curve.GetProperty("counts")[60].GetInt32()));
        }
    }

    [Fact]
    public async Task Viewers_without_an_account_are_one_line_and_each_browser_counts_once()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        var (id, _) = await server.AddRecordingAsync(code);
        await Answers.OkAsync(await teacher.PutAsJsonAsync($"/api/rooms/{code}/recording", new { mode = "manual", audience = "link", keptDays = (int?)null, download = false }, Cancellation));
        var link = (await Answers.OkAsync(await teacher.PostAsync($"/api/recordings/{id}/link", null, Cancellation))).GetProperty("url").GetString()!;
        using var first = server.OpenBrowser();
        using var second = server.OpenBrowser();
        foreach (var browser in new[] { first, second }) await Answers.OkAsync(await browser.PostAsync($"/api{new Uri(link).AbsolutePath}", null, Cancellation));

        await WatchAsync(first, id, (0, 30_500));
        await WatchAsync(first, id, (30_500, 61_000));
        await WatchAsync(second, id, (0, 30_500));

        var seen = await ViewersAsync(teacher, id);
        Assert.Empty(seen.GetProperty("viewers").EnumerateArray());
        Assert.Equal((2, 45_750), (seen.GetProperty("others").GetProperty("count").GetInt32(), seen.GetProperty("others").GetProperty("watchedMs").GetInt32()));
    }

    [Fact]
    public async Task A_browser_that_names_a_person_as_its_number_is_not_that_person()
    {
        var (teacher, teacherId, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        var (id, _) = await server.AddRecordingAsync(code);
        await Answers.OkAsync(await teacher.PutAsJsonAsync($"/api/rooms/{code}/recording", new { mode = "manual", audience = "room", keptDays = (int?)null, download = false }, Cancellation));
        using var student = server.OpenBrowser();
        await Answers.OkAsync(await student.PostAsJsonAsync($"/api/rooms/{code}/join", new { name = "Grace" }, Cancellation));
        await WatchAsync(teacher, id, (0, 1_000));

        student.DefaultRequestHeaders.Add("Cookie", $"conference.viewer={teacherId}");
        await WatchAsync(student, id, (0, 61_000));

        Assert.Equal(1_000, Assert.Single((await ViewersAsync(teacher, id)).GetProperty("viewers").EnumerateArray()).GetProperty("watchedMs").GetInt32());
    }

    [Fact]
    public async Task Who_has_no_right_and_what_is_no_stretch_is_refused()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var guest = server.OpenBrowser();
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));
        var path = $"/api/recordings/{id}/watched";
        object fine = new { spans = new[] { new { startMs = 0, endMs = 1_000 } } };

        await Answers.RefusedAsync(other.PostAsJsonAsync(path, fine, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.PostAsJsonAsync(path, fine, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(other.GetAsync($"/api/recordings/{id}/viewers", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.GetAsync($"/api/recordings/{id}/viewers", Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync($"/api/recordings/{Guid.NewGuid()}/watched", fine, Cancellation), HttpStatusCode.NotFound, "recording-gone");
        await Answers.RefusedAsync(teacher.GetAsync($"/api/recordings/{Guid.NewGuid()}/viewers", Cancellation), HttpStatusCode.NotFound, "recording-gone");
        foreach (var (start, end) in new[] { (-1L, 5L), (5, 5), (6, 5) })
            await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { spans = new[] { new { startMs = start, endMs = end } } }, Cancellation), HttpStatusCode.UnprocessableEntity, "spans-invalid");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { spans = Enumerable.Repeat(new { startMs = 0, endMs = 1 }, 201) }, Cancellation), HttpStatusCode.UnprocessableEntity, "spans-invalid");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { spans = new object?[] { null } }, Cancellation), HttpStatusCode.UnprocessableEntity, "spans-invalid");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { }, Cancellation), HttpStatusCode.UnprocessableEntity, "spans-invalid");
        await Answers.RefusedAsync(teacher.PostAsJsonAsync(path, new { spans = "all" }, Cancellation), HttpStatusCode.BadRequest, "bad-request");
        Assert.Empty((await ViewersAsync(teacher, id)).GetProperty("viewers").EnumerateArray());
    }

    [Fact]
    public async Task Reports_beyond_what_a_hall_sends_are_refused()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var flood = server.OpenBrowser();
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));

        // Twice as many as a minute has: the bucket may be filled anew in between.
        for (var i = 0; i < 3000; i++)
        {
            using var answer = await flood.PostAsJsonAsync($"/api/recordings/{id}/watched", new { }, Cancellation);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) break;
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        await Answers.RefusedAsync(flood.PostAsJsonAsync($"/api/recordings/{id}/watched", new { }, Cancellation), HttpStatusCode.TooManyRequests, "too-fast");
    }

    private static async Task WatchAsync(HttpClient browser, Guid id, params (int Start, int End)[] spans)
    {
        using var answer = await browser.PostAsJsonAsync(
            $"/api/recordings/{id}/watched", new { spans = spans.Select(span => new { startMs = span.Start, endMs = span.End }) }, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static Task<JsonElement> ViewersAsync(HttpClient browser, Guid id) => Answers.GetAsync(browser, $"/api/recordings/{id}/viewers");
}
