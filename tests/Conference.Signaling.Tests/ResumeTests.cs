using Microsoft.AspNetCore.SignalR;

namespace Conference.Signaling.Tests;

public sealed class ResumeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_back_within_the_grace_keeps_id_name_and_media()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(time: time);
        await using var teacher = await server.JoinTeacherAsync();
        await using var lost = await server.JoinAsync("Grace");
        await lost.CallAsync("SetMediaState", new MediaStateMessage(true, false, false));
        await lost.CallAsync<ChatView>("SendChat", "before");
        var joins = server.Media.Journal.Count(command => command == $"join {lost.Id}");

        lost.Connection.Abort();
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Id == lost.Id && p.Connection == "reconnecting");
        time.Advance(TimeSpan.FromSeconds(19));
        await using var back = await server.JoinAsync("Grace", resumeKey: lost.Joined.ResumeKey, keepsTransports: true);

        Assert.Equal(lost.Id, back.Id);
        Assert.Equal("Grace", back.Name);
        Assert.Equal(lost.Joined.ResumeKey, back.Joined.ResumeKey);
        Assert.Equal(["before"], back.Joined.Chat.Select(message => message.Text));
        Assert.Equal(2, back.Joined.Roster.Count);
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p is { Connection: "connected", MicrophoneOn: true } && p.Id == lost.Id);
        Assert.Equal(joins, server.Media.Journal.Count(command => command == $"join {lost.Id}"));

        // The old grace is over now, and nobody is removed by it.
        time.Advance(TimeSpan.FromSeconds(30));
        await back.CallAsync<ChatView>("SendChat", "after");
        await teacher.EventAsync<ChatView>("ChatMessage", message => message.Text == "after");
        Assert.DoesNotContain(teacher.Connection.Events, e => e.Name == "ParticipantLeft");
    }

    [Fact]
    public async Task No_ghost_is_left_after_the_grace()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(time: time);
        await using var teacher = await server.JoinTeacherAsync();
        await using var lost = await server.JoinAsync("Grace");

        lost.Connection.Abort();
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Connection == "reconnecting");
        time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(lost.Id, await teacher.EventAsync<Guid>("ParticipantLeft"));
        await Eventually.HoldsAsync(() => Task.FromResult(!server.Media.Has(teacher.SfuRoom, lost.Id)));
        await Eventually.HoldsAsync(async () =>
            (await server.Get<LectureStore>().ListParticipantsAsync(teacher.Joined.Room.LectureId, Cancellation)).Any(p => p.Id == lost.Id && p.LeftAt is not null));
        Assert.Equal(1, server.Service.LiveCount(server.Room.Code));

        await using var back = await server.JoinAsync("Grace", resumeKey: lost.Joined.ResumeKey);
        Assert.NotEqual(lost.Id, back.Id);
        Assert.Equal("Grace", back.Name);
        Assert.Equal(2, back.Joined.Roster.Count);
    }

    [Fact]
    public async Task A_second_connection_with_the_key_replaces_the_first()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var first = await server.JoinAsync("Grace");

        await using var second = await server.JoinAsync("Grace", resumeKey: first.Joined.ResumeKey);

        Assert.Equal(first.Id, second.Id);
        await first.EventAsync("Replaced");
        await Assert.ThrowsAnyAsync<Exception>(() => first.CallAsync<ChatView>("SendChat", "from the old page"));
        await first.Connection.Closed.WaitAsync(Patience, Cancellation);
        Assert.Equal(2, server.Media.Journal.Count(command => command == $"join {first.Id}")); // a reload: its transports begin anew
        await second.CallAsync<ChatView>("SendChat", "still me");
        await teacher.EventAsync<ChatView>("ChatMessage", message => message.ParticipantId == first.Id);
        Assert.DoesNotContain(teacher.Connection.Events, e => e.Name is "ParticipantLeft");
        Assert.Equal(2, server.Service.LiveCount(server.Room.Code));
    }

    [Fact]
    public async Task A_reload_shows_microphone_and_camera_as_off_until_the_new_page_says_otherwise()
    {
        await using var server = await LectureServer.StartAsync();
        await using var first = await server.JoinAsync("Grace");
        await first.CallAsync("SetMediaState", new MediaStateMessage(true, true, false));

        await using var second = await server.JoinAsync("Grace", resumeKey: first.Joined.ResumeKey);

        Assert.Equal((false, false), (second.Joined.Roster[0].MicrophoneOn, second.Joined.Roster[0].CameraOn));
    }

    [Fact]
    public async Task An_offer_that_was_lost_with_the_connection_comes_again()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var lost = await server.JoinAsync("Grace");
        var participant = new ParticipantId(lost.Id);
        server.Media.Raise(new SubscribeOffer(lost.SfuRoom, participant, 1, true, "v=0 first", []));
        await lost.EventAsync<SubscribeOfferMessage>("Offer");
        await lost.CallAsync("Answer", new AnswerMessage(1, "v=0"));
        lost.Connection.Abort();
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Connection == "reconnecting");
        server.Media.Raise(new SubscribeOffer(lost.SfuRoom, participant, 2, false, "v=0 second", []));
        server.Media.Raise(new PublishAgain(lost.SfuRoom, participant));
        server.Media.Raise(new ActiveSpeakers(lost.SfuRoom, []));
        await teacher.EventAsync<Guid[]>("ActiveSpeakers");

        await using var back = await server.JoinAsync("Grace", resumeKey: lost.Joined.ResumeKey, keepsTransports: true);

        Assert.Equal(2, (await back.EventAsync<SubscribeOfferMessage>("Offer")).OfferId);
        await back.EventAsync("PublishAgain");
        await back.CallAsync("Answer", new AnswerMessage(2, "v=0"));
        await using var again = await server.JoinAsync("Grace", resumeKey: lost.Joined.ResumeKey, keepsTransports: true);
        await again.CallAsync<ChatView>("SendChat", "marker");
        await again.EventAsync<ChatView>("ChatMessage");
        Assert.DoesNotContain(again.Connection.Events, e => e.Name == "Offer");
    }

    [Fact]
    public async Task The_key_stands_in_for_an_expired_token_and_nothing_else_does()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(time: time);
        var token = server.Token("Grace");
        await using var first = await server.JoinAsync("Grace", token: token);
        time.Advance(TimeSpan.FromMinutes(10));

        await using var back = await server.JoinAsync("Grace", resumeKey: first.Joined.ResumeKey, token: token);
        Assert.Equal(first.Id, back.Id);

        await using var stranger = await server.ConnectAsync();
        Assert.Equal("token-expired", await stranger.RefusalAsync("Join", Cancellation, new JoinMessage(token, null, [])));
        Assert.Equal("token-expired", await stranger.RefusalAsync("Join", Cancellation, new JoinMessage(token, "a key of nobody", [])));
        Assert.Equal("token-invalid", await stranger.RefusalAsync("Join", Cancellation, new JoinMessage(token[..^2], first.Joined.ResumeKey, [])));
        Assert.Equal("token-invalid", await stranger.RefusalAsync("Join", Cancellation, new JoinMessage("not.a.token", null, [])));

        // A refused connection may try again with a good token.
        await stranger.InvokeAsync<JoinedMessage>("Join", Cancellation, new JoinMessage(server.Token("Stranger"), null, []));
        Assert.Equal(2, server.Service.LiveCount(server.Room.Code));
    }

    [Fact]
    public async Task A_connection_that_dies_while_it_joins_leaves_no_ghost()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(time: time);
        await using var teacher = await server.JoinTeacherAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var dying = await server.ConnectAsync();
            var join = dying.InvokeAsync<JoinedMessage>("Join", Cancellation, new JoinMessage(server.Token($"Dying {i}"), null, []));
            if (i % 2 == 0) await Task.Yield();
            dying.Abort();
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await join;
                throw new HubException("The join was quicker than the abort.");
            });
        }

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(21));
            return Task.FromResult(server.Service.LiveCount(server.Room.Code) == 1);
        });
    }
}
