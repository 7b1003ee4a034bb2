namespace Conference.Signaling.Tests;

public sealed class RecordingTests
{
    private const string Recorder = "recorder-1";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Everybody_sees_a_recording_from_its_request_to_its_end()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        var cancellation = TestContext.Current.CancellationToken;
        var leases = server.Get<RecordingLeases>();

        await teacher.CallAsync("StartRecording");
        await student.EventAsync<RecordingView>("RecordingChanged", r => r.State == "starting");
        Assert.Equal("recording-running", await teacher.RefusalAsync("StartRecording"));

        var recording = await server.Get<RecordingStore>().CurrentAsync(teacher.Joined.Room.LectureId, cancellation);
        Assert.Equal(server.Room.OwnerId, recording!.RequestedById);
        var began = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        Assert.NotNull(await leases.NextAsync(Recorder, Lease, cancellation));
        Assert.True((await leases.AddPartAsync(recording.Id, Guid.CreateVersion7(), Recorder, began, cancellation)).IsThere);
        var seen = await student.EventAsync<RecordingView>("RecordingChanged", r => r.State == "recording");
        Assert.Equal(began, seen.Since);

        await using var latecomer = await server.JoinAsync("Katherine");
        Assert.Equal(seen, latecomer.Joined.Recording);

        await teacher.CallAsync("StopRecording");
        await student.EventAsync<RecordingView>("RecordingChanged", r => r.State == "finishing");
        Assert.Equal("recording-not-running", await teacher.RefusalAsync("StopRecording"));
        Assert.True(await leases.MarkReadyAsync(recording.Id, Recorder, began.AddMinutes(45), 45 * 60_000, cancellation));
        await student.EventAsync<RecordingView>("RecordingChanged", r => r.State == "none");
    }

    [Fact]
    public async Task A_recording_is_paused_and_goes_on_before_everybodys_eyes()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var call in new[] { "PauseRecording", "ResumeRecording" })
        {
            Assert.Equal("recording-not-running", await teacher.RefusalAsync(call));
            Assert.Equal("not-allowed", await student.RefusalAsync(call));
        }

        await teacher.CallAsync("StartRecording");
        Assert.Equal("recording-not-paused", await teacher.RefusalAsync("ResumeRecording"));
        var leases = server.Get<RecordingLeases>();
        var id = (await leases.NextAsync(Recorder, Lease, cancellation))!.Id;
        var began = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        Assert.True((await leases.AddPartAsync(id, Guid.CreateVersion7(), Recorder, began, cancellation)).IsThere);
        await student.EventAsync<RecordingView>("RecordingChanged", r => r.State == "recording");

        await teacher.CallAsync("PauseRecording");
        var paused = await student.EventAsync<RecordingView>("RecordingChanged", r => r.State == "paused");
        Assert.Equal(began, paused.Since);
        Assert.Equal("recording-paused", await teacher.RefusalAsync("PauseRecording"));
        Assert.Equal("recording-not-running", await teacher.RefusalAsync("MarkChapter", new MarkMessage("Nothing to see")));
        Assert.Equal("recording-running", await teacher.RefusalAsync("StartRecording"));
        await using var latecomer = await server.JoinAsync("Katherine");
        Assert.Equal(paused, latecomer.Joined.Recording);

        await teacher.CallAsync("ResumeRecording");
        await latecomer.EventAsync<RecordingView>("RecordingChanged", r => r.State == "recording");
        await teacher.CallAsync("PauseRecording");
        await latecomer.EventAsync<RecordingView>("RecordingChanged", r => r.State == "paused");
        await teacher.CallAsync("StopRecording");
        await latecomer.EventAsync<RecordingView>("RecordingChanged", r => r.State == "finishing");
    }

    [Fact]
    public async Task A_failed_recording_says_why_and_can_be_started_again()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await teacher.CallAsync("StartRecording");
        var recording = await server.Get<RecordingStore>().CurrentAsync(teacher.Joined.Room.LectureId, cancellation);

        var leases = server.Get<RecordingLeases>();
        Assert.NotNull(await leases.NextAsync(Recorder, Lease, cancellation));
        Assert.True(await leases.MarkFailedAsync(recording!.Id, Recorder, "The disk is full.", cancellation));

        var failed = await teacher.EventAsync<RecordingView>("RecordingChanged", r => r.State == "failed");
        Assert.Equal("The disk is full.", failed.FailureReason);
        await teacher.CallAsync("StartRecording");
        await using var student = await server.JoinAsync("Grace");
        Assert.Equal("starting", student.Joined.Recording.State);
    }
}
