namespace Conference.Signaling.Tests;

public sealed class RestartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lecture_goes_on_after_a_restart_with_its_chat_and_recording()
    {
        await using var before = await LectureServer.StartAsync();
        await using var teacher = await before.JoinTeacherAsync();
        await teacher.CallAsync<ChatView>("SendChat", "before the restart");
        await teacher.CallAsync("StartRecording");
        await before.StopAsync();
        var left = await before.Get<LectureStore>().ListParticipantsAsync(teacher.Joined.Room.LectureId, Cancellation);
        Assert.All(left, p => Assert.NotNull(p.LeftAt));

        await using var after = await LectureServer.StartAsync(earlier: before);
        await Eventually.HoldsAsync(() => Task.FromResult(after.Media.Rooms.Contains(teacher.SfuRoom)));
        await using var back = await after.JoinAsync("Ada Lovelace", ParticipantRole.Teacher, teacher.Joined.ResumeKey, keepsTransports: true);

        Assert.Equal(teacher.Joined.Room.LectureId, back.Joined.Room.LectureId);
        Assert.NotEqual(teacher.Id, back.Id); // keys live in memory; the name is the same
        Assert.Equal("Ada Lovelace", back.Name);
        Assert.Equal(["before the restart"], back.Joined.Chat.Select(message => message.Text));
        Assert.Equal("starting", back.Joined.Recording.State);
        Assert.Equal(2, (await back.CallAsync<ChatView>("SendChat", "after it")).Sequence);
    }

    [Fact]
    public async Task A_lecture_to_which_nobody_comes_back_after_a_restart_ends()
    {
        await using var before = await LectureServer.StartAsync();
        await using var teacher = await before.JoinTeacherAsync();
        await before.StopAsync();
        var time = new ManualTime(DateTimeOffset.UtcNow);

        await using var after = await LectureServer.StartAsync(time: time, earlier: before);
        await Eventually.HoldsAsync(() => Task.FromResult(after.Media.Rooms.Contains(teacher.SfuRoom)));
        await Eventually.HoldsAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(61));
            return (await after.Get<LectureStore>().FindAsync(teacher.Joined.Room.LectureId, Cancellation))!.EndedAt is not null;
        });
        Assert.Empty(after.Media.Rooms);
    }

    [Fact]
    public async Task A_database_that_loses_its_connections_costs_the_room_nothing()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await teacher.CallAsync<ChatView>("SendChat", "1");

        await server.Database.DisconnectAllAsync(Cancellation);
        await teacher.CallAsync("SetSwitches", new SwitchesMessage(false, null));
        await student.EventAsync<RightsView>("RightsChanged");
        await server.Database.DisconnectAllAsync(Cancellation);

        // A pooled connection that was cut may cost one message its refusal, by name, and no more.
        var sent = false;
        for (var attempt = 0; attempt < 20 && !sent; attempt++)
        {
            try
            {
                await student.CallAsync<ChatView>("SendChat", "2");
                sent = true;
            }
            catch (Microsoft.AspNetCore.SignalR.HubException refused)
            {
                Assert.Contains("internal: ", refused.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(2, (await teacher.EventAsync<ChatView>("ChatMessage", message => message.Text == "2")).Sequence);
        await Eventually.HoldsAsync(async () => !(await server.Get<RoomStore>().FindAsync(server.Room.Id, Cancellation))!.StudentsMaySpeak);
    }
}
