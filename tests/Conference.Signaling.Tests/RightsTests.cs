namespace Conference.Signaling.Tests;

public sealed class RightsTests
{
    [Fact]
    public async Task A_switch_takes_the_right_at_the_sfu_and_tells_everybody()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await student.CallAsync("SetMediaState", new MediaStateMessage(true, true, false));

        await teacher.CallAsync("SetSwitches", new SwitchesMessage(false, null));

        Assert.Equal(PublishRights.Camera, server.Media.Rights(student.SfuRoom, student.Id));
        Assert.Equal(PublishRights.All, server.Media.Rights(student.SfuRoom, teacher.Id));
        Assert.Equal(new RightsView(false, true, false, false), await student.EventAsync<RightsView>("RightsChanged"));
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Id == student.Id && !p.MicrophoneOn && p.CameraOn);
        Assert.False((await student.EventAsync<RoomView>("RoomChanged")).StudentsMaySpeak);
        Assert.Equal("not-allowed", await student.RefusalAsync("Publish", new PublishMessage("v=0", [new SectionMessage("0", "microphone")])));

        await teacher.CallAsync("SetSwitches", new SwitchesMessage(true, false));

        Assert.Equal(PublishRights.Microphone, server.Media.Rights(student.SfuRoom, student.Id));
        // The page never switched its microphone off: it shows as on again.
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Id == student.Id && p.MicrophoneOn && !p.CameraOn);
        Assert.DoesNotContain(teacher.Connection.Events, e => e.Name == "RightsChanged");
    }

    [Fact]
    public async Task Switches_hold_for_who_comes_later_and_for_the_next_lecture()
    {
        await using var server = await LectureServer.StartAsync();
        await using (var teacher = await server.JoinTeacherAsync())
        {
            await teacher.CallAsync("SetSwitches", new SwitchesMessage(false, false));
            await using var student = await server.JoinAsync("Grace");
            Assert.Equal(new RightsView(false, false, false, false), student.Joined.Rights);
            Assert.Equal(PublishRights.None, server.Media.Rights(student.SfuRoom, student.Id));
            await teacher.CallAsync("EndLecture");
            await teacher.EventAsync("LectureEnded");
        }

        await using var next = await server.JoinAsync("Katherine");
        Assert.False(next.Joined.Room.StudentsMaySpeak);
        Assert.False(next.Joined.Room.StudentsMayShowCamera);
        Assert.Equal(new RightsView(false, false, false, false), next.Joined.Rights);
    }

    [Theory]
    [InlineData("StartRecording")]
    [InlineData("StopRecording")]
    [InlineData("EndLecture")]
    public async Task A_student_may_not_manage_and_only_the_student_hears_of_it(string method)
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await teacher.EventAsync<ParticipantView>("ParticipantJoined");
        var heard = teacher.Connection.Events.Count;

        Assert.Equal("not-allowed", await student.RefusalAsync(method));
        Assert.Equal("not-allowed", await student.RefusalAsync("SetSwitches", new SwitchesMessage(false, false)));

        await student.CallAsync<ChatView>("SendChat", "marker");
        await teacher.EventAsync<ChatView>("ChatMessage");
        Assert.Equal(heard + 1, teacher.Connection.Events.Count);
        Assert.Equal(2, server.Service.LiveCount(server.Room.Code));
    }
}
