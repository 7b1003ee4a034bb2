using System.Text.Json;

namespace Conference.Web.Tests.Api;

public sealed class RecordingCutsTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_teacher_trims_a_recording_and_takes_it_back()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));

        var answered = await PutAsync(teacher, id, (50_000, 90_000), (0, 5_000));

        Assert.Equal([(0, 5_000), (50_000, 61_000)], Read(answered));
        Assert.Equal([(0, 5_000), (50_000, 61_000)], Read((await Answers.GetAsync(teacher, $"/api/recordings/{id}")).GetProperty("cuts")));
        Assert.Equal(61_000, (await Answers.GetAsync(teacher, $"/api/recordings/{id}")).GetProperty("durationMs").GetInt32());
        Assert.Empty(Read(await PutAsync(teacher, id)));
    }

    [Fact]
    public async Task Who_has_no_right_and_what_is_no_cut_is_refused()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));
        var path = $"/api/recordings/{id}/cuts";

        await Answers.RefusedAsync(other.PutAsJsonAsync(path, new { cuts = Array.Empty<object>() }, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(teacher.PutAsJsonAsync(path, new { }, Cancellation), HttpStatusCode.UnprocessableEntity, "cuts-invalid");
        await Answers.RefusedAsync(
            teacher.PutAsJsonAsync(path, new { cuts = new[] { new { startMs = 0, endMs = 61_000 } } }, Cancellation), HttpStatusCode.UnprocessableEntity, "cuts-invalid");
        await Answers.RefusedAsync(teacher.PutAsJsonAsync(path, new { cuts = "all" }, Cancellation), HttpStatusCode.BadRequest, "bad-request");
        await Answers.RefusedAsync(
            teacher.PutAsJsonAsync($"/api/recordings/{Guid.NewGuid()}/cuts", new { cuts = Array.Empty<object>() }, Cancellation), HttpStatusCode.NotFound, "recording-gone");
    }

    private static async Task<JsonElement> PutAsync(HttpClient browser, Guid id, params (int Start, int End)[] cuts)
    {
        using var answer = await browser.PutAsJsonAsync(
            $"/api/recordings/{id}/cuts", new { cuts = cuts.Select(cut => new { startMs = cut.Start, endMs = cut.End }) }, Cancellation);
        return await Answers.OkAsync(answer);
    }

    private static IEnumerable<(int Start, int End)> Read(JsonElement cuts) =>
        cuts.EnumerateArray().Select(cut => (cut.GetProperty("startMs").GetInt32(), cut.GetProperty("endMs").GetInt32()));
}
