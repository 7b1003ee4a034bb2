namespace Conference.Signaling.Tests;

public sealed class ChapterTests
{
    [Fact]
    public async Task A_mark_stands_at_the_moment_that_the_teacher_meant_and_keeps_its_cleaned_title()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await teacher.CallAsync("StartRecording");
        var before = DateTimeOffset.UtcNow;

        var named = await teacher.CallAsync<ChapterView>("MarkChapter", new { title = "  Eigen\u202Evectors \n and more ", agoMilliseconds = 60_000 });
        var plain = await teacher.CallAsync<ChapterView>("MarkChapter", new { title = " " });

        Assert.Equal(("Eigenvectors and more", (string?)null), (named.Title, plain.Title));
        Assert.InRange(named.At, before.AddSeconds(-61), DateTimeOffset.UtcNow.AddSeconds(-60).AddMilliseconds(1));
        Assert.InRange(plain.At, before.AddMilliseconds(-1), DateTimeOffset.UtcNow);
        var kept = await server.Get<ChapterStore>().ListAsync(teacher.Joined.Room.LectureId, TestContext.Current.CancellationToken);
        Assert.Equal([named.Id, plain.Id], kept.Select(mark => mark.Id));
    }

    [Fact]
    public async Task Only_the_teacher_marks_and_only_while_something_is_recorded()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        Assert.Equal("recording-not-running", await teacher.RefusalAsync("MarkChapter", new { title = "Early" }));
        await teacher.CallAsync("StartRecording");
        Assert.Equal("not-allowed", await student.RefusalAsync("MarkChapter", new { title = "Mine" }));
        Assert.Equal("bad-message", await teacher.RefusalAsync("MarkChapter", new { title = "Long ago", agoMilliseconds = 600_001 }));
        Assert.Equal("bad-message", await teacher.RefusalAsync("MarkChapter", new { title = "Tomorrow", agoMilliseconds = -1 }));
        Assert.Equal("bad-message", await teacher.RefusalAsync("MarkChapter", new { title = new string('x', 1001) }));
        await teacher.CallAsync("StopRecording");
        Assert.Equal("recording-not-running", await teacher.RefusalAsync("MarkChapter", new { title = "Late" }));
        Assert.Empty(await server.Get<ChapterStore>().ListAsync(teacher.Joined.Room.LectureId, TestContext.Current.CancellationToken));
    }
}
