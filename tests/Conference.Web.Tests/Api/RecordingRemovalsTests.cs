using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

public sealed class RecordingRemovalsTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_recording_is_in_the_trash_for_owner_and_staff_and_gone_for_viewers_until_it_is_taken_back()
    {
        var (teacher, code, id) = await RecordedAsync();
        using var student = server.OpenBrowser();
        await Answers.OkAsync(await student.PostAsJsonAsync($"/api/rooms/{code}/join", new { name = "Grace" }, Cancellation));
        await Answers.OkAsync(await teacher.PutAsJsonAsync(
            $"/api/rooms/{code}/recording", new { mode = "manual", audience = "room", keptDays = (int?)null, download = true }, Cancellation));
        await Answers.GetAsync(student, $"/api/recordings/{id}");

        await DoneAsync(teacher.DeleteAsync($"/api/recordings/{id}", Cancellation));
        await DoneAsync(teacher.DeleteAsync($"/api/recordings/{id}", Cancellation));

        await Answers.RefusedAsync(student.GetAsync($"/api/recordings/{id}", Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        Assert.Empty((await Answers.GetAsync(student, $"/api/recordings?room={code}")).EnumerateArray());
        var row = Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings?room={code}")).EnumerateArray());
        Assert.Equal(TimeSpan.FromDays(7), row.GetProperty("deletesAt").GetDateTimeOffset() - row.GetProperty("deletedAt").GetDateTimeOffset());

        await DoneAsync(teacher.PostAsync($"/api/recordings/{id}/restore", null, Cancellation));
        await Answers.GetAsync(student, $"/api/recordings/{id}");
    }

    [Fact]
    public async Task Whose_it_is_not_neither_deletes_nor_keeps_nor_takes_back()
    {
        var (teacher, _, id) = await RecordedAsync();
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var guest = server.OpenBrowser();
        foreach (var (browser, status, code) in new[] { (other, HttpStatusCode.Forbidden, "not-allowed"), (guest, HttpStatusCode.Unauthorized, "sign-in-first") })
        {
            await Answers.RefusedAsync(browser.DeleteAsync($"/api/recordings/{id}", Cancellation), status, code);
            await Answers.RefusedAsync(browser.PostAsync($"/api/recordings/{id}/restore", null, Cancellation), status, code);
            await Answers.RefusedAsync(browser.PutAsJsonAsync($"/api/recordings/{id}/kept", new { kept = true }, Cancellation), status, code);
        }

        var gone = Guid.NewGuid();
        await Answers.RefusedAsync(teacher.DeleteAsync($"/api/recordings/{gone}", Cancellation), HttpStatusCode.NotFound, "recording-gone");
        await Answers.RefusedAsync(teacher.PostAsync($"/api/recordings/{gone}/restore", null, Cancellation), HttpStatusCode.NotFound, "recording-gone");
        await Answers.RefusedAsync(teacher.PutAsJsonAsync($"/api/recordings/{gone}/kept", new { kept = true }, Cancellation), HttpStatusCode.NotFound, "recording-gone");
        await Answers.RefusedAsync(teacher.PutAsJsonAsync($"/api/recordings/{id}/kept", new { }, Cancellation), HttpStatusCode.BadRequest, "bad-request");
        await SetAsync(id, row => (row.State, row.LeaseOwner, row.LeaseUntil) = (RecordingState.Finishing, "test", DateTimeOffset.UtcNow.AddHours(1)));
        await Answers.RefusedAsync(teacher.DeleteAsync($"/api/recordings/{id}", Cancellation), HttpStatusCode.Conflict, "recording-running");
    }

    [Fact]
    public async Task Owner_and_staff_are_told_before_a_recording_is_deleted_and_can_keep_it()
    {
        var (teacher, code, id) = await RecordedAsync();
        await Answers.OkAsync(await teacher.PutAsJsonAsync(
            $"/api/rooms/{code}/recording", new { mode = "manual", audience = "staff", keptDays = 30, download = false }, Cancellation));
        await SetAsync(id, row => row.EndedAt = DateTimeOffset.UtcNow.AddDays(-100));

        var due = (await Answers.GetAsync(teacher, $"/api/recordings/{id}")).GetProperty("deletesAt").GetDateTimeOffset();
        Assert.InRange((due - DateTimeOffset.UtcNow).TotalDays, 6.9, 7);

        await DoneAsync(teacher.PutAsJsonAsync($"/api/recordings/{id}/kept", new { kept = true }, Cancellation));
        var kept = await Answers.GetAsync(teacher, $"/api/recordings/{id}");
        Assert.Equal((System.Text.Json.JsonValueKind.Null, true), (kept.GetProperty("deletesAt").ValueKind, kept.GetProperty("kept").GetBoolean()));
    }

    private static async Task DoneAsync(Task<HttpResponseMessage> request)
    {
        using var answer = await request;
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task SetAsync(Guid id, Action<Recording> change)
    {
        await using var context = await server.Services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancellation);
        change((await context.Recordings.FindAsync([id], Cancellation))!);
        await context.SaveChangesAsync(Cancellation);
    }

    private async Task<(HttpClient Teacher, string Room, Guid Recording)> RecordedAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        return (teacher, code, (await server.AddRecordingAsync(code)).Recording);
    }
}
