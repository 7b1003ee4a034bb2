namespace Conference.Signaling.Tests;

/// <summary>What a room's settings make of the recording of its lectures.</summary>
public sealed class RecordingPolicyTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_room_whose_lectures_are_not_recorded_refuses_to_start_by_name()
    {
        await using var server = await LectureServer.StartAsync();
        await SetAsync(server, RecordingMode.Off);
        await using var teacher = await server.JoinTeacherAsync();

        Assert.Equal("off", teacher.Joined.Room.Recording);
        Assert.Equal("recording-off", await teacher.RefusalAsync("StartRecording"));
        Assert.Null(await server.Get<RecordingStore>().CurrentAsync(teacher.Joined.Room.LectureId, Cancellation));
    }

    [Fact]
    public async Task A_changed_policy_reaches_the_lecture_that_goes_on()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        Assert.Equal("manual", student.Joined.Room.Recording);

        await SetAsync(server, RecordingMode.Off);
        await student.EventAsync<RoomView>("RoomChanged", room => room.Recording == "off");
        Assert.Equal("recording-off", await teacher.RefusalAsync("StartRecording"));

        await SetAsync(server, RecordingMode.Automatic);
        await student.EventAsync<RoomView>("RoomChanged", room => room.Recording == "automatic");
        await student.EventAsync<RecordingView>("RecordingChanged", recording => recording.State == "starting");
    }

    [Fact]
    public async Task An_automatic_recording_begins_with_the_teacher_and_belongs_to_the_rooms_owner()
    {
        await using var server = await LectureServer.StartAsync();
        await SetAsync(server, RecordingMode.Automatic);
        await using var early = await server.JoinAsync("Grace");
        Assert.Equal("none", early.Joined.Recording.State);
        Assert.Equal("none", server.Service.LiveRecording(server.Room.Code)!.State);

        await using var teacher = await server.JoinTeacherAsync();

        await early.EventAsync<RecordingView>("RecordingChanged", recording => recording.State == "starting");
        var row = await server.Get<RecordingStore>().CurrentAsync(teacher.Joined.Room.LectureId, Cancellation);
        Assert.Equal(server.Room.OwnerId, row!.RequestedById);
        Assert.Equal("starting", server.Service.LiveRecording(server.Room.Code)!.State);
    }

    [Fact]
    public async Task An_automatic_recording_begins_with_whoever_sends_first()
    {
        await using var server = await LectureServer.StartAsync();
        await SetAsync(server, RecordingMode.Automatic);
        await using var student = await server.JoinAsync("Grace");

        await student.CallAsync<PublishedMessage>("Publish", new PublishMessage("v=0", [new SectionMessage("0", "microphone")]));

        await student.EventAsync<RecordingView>("RecordingChanged", recording => recording.State == "starting");
    }

    [Fact]
    public async Task What_the_teacher_stopped_stays_stopped_also_after_a_restart()
    {
        await using var before = await LectureServer.StartAsync();
        await SetAsync(before, RecordingMode.Automatic);
        await using var teacher = await before.JoinTeacherAsync();
        await teacher.EventAsync<RecordingView>("RecordingChanged", recording => recording.State == "starting");
        await teacher.CallAsync("StopRecording");
        await teacher.CallAsync<PublishedMessage>("Publish", new PublishMessage("v=0", [new SectionMessage("0", "microphone")]));
        var stopped = await before.Get<RecordingStore>().CurrentAsync(teacher.Joined.Room.LectureId, Cancellation);
        await before.StopAsync();

        await using var after = await LectureServer.StartAsync(earlier: before);
        await using var back = await after.JoinAsync("Ada Lovelace", ParticipantRole.Teacher);
        Assert.Equal(teacher.Joined.Room.LectureId, back.Joined.Room.LectureId);
        await back.CallAsync<ChatView>("SendChat", "the storage lane has done what it had before this");

        var current = await after.Get<RecordingStore>().CurrentAsync(back.Joined.Room.LectureId, Cancellation);
        Assert.Equal((stopped!.Id, RecordingState.Finishing), (current!.Id, current.State));
        await back.CallAsync("StartRecording");
        await back.EventAsync<RecordingView>("RecordingChanged", recording => recording.State == "starting");
    }

    [Fact]
    public async Task An_automatic_recording_that_a_restart_interrupted_goes_on()
    {
        await using var before = await LectureServer.StartAsync();
        await SetAsync(before, RecordingMode.Automatic);
        await using var teacher = await before.JoinTeacherAsync();
        await teacher.EventAsync<RecordingView>("RecordingChanged", recording => recording.State == "starting");
        var leases = before.Get<RecordingLeases>();
        var id = (await leases.NextAsync("recorder-1", Lease, Cancellation))!.Id;
        Assert.True((await leases.AddPartAsync(id, Guid.CreateVersion7(), "recorder-1", DateTimeOffset.UtcNow, Cancellation)).IsThere);
        await before.StopAsync();

        await using var after = await LectureServer.StartAsync(earlier: before);
        await using var back = await after.JoinAsync("Ada Lovelace", ParticipantRole.Teacher);

        Assert.Equal("recording", back.Joined.Recording.State);
        Assert.Equal(id, (await after.Get<RecordingStore>().CurrentAsync(back.Joined.Room.LectureId, Cancellation))!.Id);
    }

    private static async Task SetAsync(LectureServer server, RecordingMode mode)
    {
        Assert.True(await server.Get<RoomStore>().SetRecordingPolicyAsync(
            server.Room.Id, new RecordingPolicy(mode, RecordingAudience.Staff, null, false), Cancellation));
        server.Service.PolicyChanged(server.Room.Code);
    }
}
