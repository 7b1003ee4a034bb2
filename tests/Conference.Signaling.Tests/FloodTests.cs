namespace Conference.Signaling.Tests;

public sealed class FloodTests
{
    [Fact]
    public async Task Who_floods_the_room_with_calls_is_refused_until_time_has_passed()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(options => options.CallBurst = 10, time);
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        for (var i = 0; i < 10; i++) await student.CallAsync("SetMediaState", new MediaStateMessage(i % 2 == 0, false, false));

        Assert.Equal("too-fast", await student.RefusalAsync("SetMediaState", new MediaStateMessage(true, false, false)));
        Assert.Equal("too-fast", await student.RefusalAsync("Publish", new PublishMessage("v=0", [])));
        Assert.Equal("too-fast", await student.RefusalAsync("Resubscribe"));
        await teacher.CallAsync("SetMediaState", new MediaStateMessage(true, false, false));

        time.Advance(TimeSpan.FromMilliseconds(250));
        await student.CallAsync("SetMediaState", new MediaStateMessage(true, false, false));
        Assert.Equal("too-fast", await student.RefusalAsync("SetMediaState", new MediaStateMessage(false, false, false)));
    }
}
