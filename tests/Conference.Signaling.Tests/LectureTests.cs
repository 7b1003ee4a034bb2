namespace Conference.Signaling.Tests;

public sealed class LectureTests
{
    [Fact]
    public async Task Two_participants_see_each_other()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace Hopper");

        var seen = await teacher.EventAsync<ParticipantView>("ParticipantJoined");

        Assert.Equal(new ParticipantView(student.Id, "Grace Hopper", "student", false, false, false, "connected"), seen);
        Assert.Equal(["Ada Lovelace", "Grace Hopper"], student.Joined.Roster.Select(p => p.Name));
        Assert.Equal("Analytical engines", student.Joined.Room.Title);
        Assert.Equal("Ada Lovelace", student.Joined.Room.TeacherName);
        Assert.Equal(new RightsView(true, true, true, true), teacher.Joined.Rights);
        Assert.Equal(new RightsView(true, true, false, false), student.Joined.Rights);
        Assert.Equal("none", student.Joined.Recording.State);
        Assert.Equal(2, server.Service.LiveCount(server.Room.Code));
        Assert.Equal(teacher.Joined.Room.LectureId, student.Joined.Room.LectureId);
    }

    [Fact]
    public async Task Everything_before_join_is_refused()
    {
        await using var server = await LectureServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var cancellation = TestContext.Current.CancellationToken;

        Assert.Equal("join-first", await connection.RefusalAsync("SendChat", cancellation, "hello"));
        Assert.Equal("join-first", await connection.RefusalAsync("EndLecture", cancellation));
        Assert.Equal("join-first", await connection.RefusalAsync("Leave", cancellation));
        Assert.Equal(0, server.Service.LiveCount(server.Room.Code));
    }

    [Fact]
    public async Task Who_leaves_is_gone_for_the_others_the_sfu_and_the_database()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        await student.CallAsync("Leave");

        Assert.Equal(student.Id, await teacher.EventAsync<Guid>("ParticipantLeft"));
        Assert.False(server.Media.Has(teacher.SfuRoom, student.Id));
        Assert.Equal(1, server.Service.LiveCount(server.Room.Code));
        await student.Connection.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => (await ParticipantsAsync(server, teacher)).Any(p => p.Id == student.Id && p.LeftAt is not null));
    }

    [Fact]
    public async Task Of_two_people_with_one_name_the_second_gets_a_number()
    {
        await using var server = await LectureServer.StartAsync();
        await using var first = await server.JoinAsync("  Grace\t Hopper ");
        await using var second = await server.JoinAsync("grace hopper");
        await using var third = await server.JoinAsync("Grace Hopper");

        Assert.Equal("Grace Hopper", first.Name);
        Assert.Equal("grace hopper (2)", second.Name);
        Assert.Equal("Grace Hopper (3)", third.Name);
    }

    [Fact]
    public async Task A_full_room_takes_no_further_student_but_its_teacher()
    {
        await using var server = await LectureServer.StartAsync(options => options.MaximumParticipants = 2);
        await using var first = await server.JoinAsync("One");
        await using var second = await server.JoinAsync("Two");
        await using var third = await server.ConnectAsync();

        Assert.Equal(
            "room-full",
            await third.RefusalAsync("Join", TestContext.Current.CancellationToken, new JoinMessage(server.Token("Three"), null, [])));
        await using var teacher = await server.JoinTeacherAsync();
        await second.CallAsync("Leave");
        await first.CallAsync("Leave");
        await using var fourth = await server.JoinAsync("Four");
        Assert.Equal(2, fourth.Joined.Roster.Count);
    }

    [Fact]
    public async Task Media_state_is_shown_to_everybody()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        await student.CallAsync("SetMediaState", new MediaStateMessage(true, false, true));

        var seen = await teacher.EventAsync<ParticipantView>("ParticipantChanged");
        Assert.True(seen.MicrophoneOn);
        Assert.False(seen.CameraOn);
        Assert.False(seen.ScreenOn); // a student has no right to share a screen, whatever its page says
    }

    [Fact]
    public async Task Offers_and_losses_of_transports_reach_their_participant_only()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        var track = new TrackInfo(new TrackId(Guid.NewGuid()), new ParticipantId(teacher.Id), TrackSource.ScreenAudio, "opus", 48000);
        var participant = new ParticipantId(student.Id);

        server.Media.Raise(new SubscribeOffer(student.SfuRoom, participant, 7, true, "v=0", [new OfferedTrack("0", track)]));
        server.Media.Raise(new PublishAgain(student.SfuRoom, participant));
        server.Media.Raise(new TransportChanged(student.SfuRoom, participant, TransportKind.Publish, TransportState.Closed, "consent-lost"));
        server.Media.Raise(new ActiveSpeakers(student.SfuRoom, [participant]));

        var offer = await student.EventAsync<SubscribeOfferMessage>("Offer");
        Assert.Equal((7, true, "v=0"), (offer.OfferId, offer.Fresh, offer.Sdp));
        Assert.Equal([new TrackView("0", track.Id.Value, teacher.Id, "screenAudio")], offer.Tracks);
        await student.EventAsync("PublishAgain");
        Assert.Equal(new TransportClosedMessage("publish", "consent-lost"), await student.EventAsync<TransportClosedMessage>("TransportClosed"));
        Assert.Equal([student.Id], await teacher.EventAsync<Guid[]>("ActiveSpeakers"));
        Assert.DoesNotContain(teacher.Connection.Events, e => e.Name is "Offer" or "PublishAgain" or "TransportClosed");

        await student.CallAsync("Answer", new AnswerMessage(7, "v=0"));
        Assert.Contains("answer 7", server.Media.Journal);
        await student.CallAsync("Resubscribe");
        Assert.Contains($"resubscribe {student.Id}", server.Media.Journal);
    }

    [Fact]
    public async Task The_sfus_refusals_have_their_names_on_the_wire()
    {
        await using var server = await LectureServer.StartAsync();
        await using var student = await server.JoinAsync("Grace");

        Assert.Equal("bad-description", await student.RefusalAsync("Publish", new PublishMessage("x=1", [])));
        Assert.Equal("not-allowed", await student.RefusalAsync("Publish", new PublishMessage("v=0", [new SectionMessage("0", "screen")])));
        var published = await student.CallAsync<PublishedMessage>("Publish", new PublishMessage("v=0", [new SectionMessage("0", "microphone")]));
        Assert.Equal(("0", student.Id, "microphone"), (published.Tracks[0].Mid, published.Tracks[0].ParticipantId, published.Tracks[0].Source));
    }

    [Fact]
    public async Task The_end_of_the_lecture_ends_it_for_everybody()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await teacher.CallAsync("StartRecording");

        await teacher.CallAsync("EndLecture");

        await student.EventAsync("LectureEnded");
        await teacher.EventAsync("LectureEnded");
        var cancellation = TestContext.Current.CancellationToken;
        await student.Connection.Closed.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        await teacher.Connection.Closed.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        await Eventually.HoldsAsync(async () => (await server.Get<LectureStore>().FindAsync(teacher.Joined.Room.LectureId, cancellation))!.EndedAt is not null);
        Assert.All(await ParticipantsAsync(server, teacher), p => Assert.NotNull(p.LeftAt));
        var recording = await server.Get<RecordingStore>().CurrentAsync(teacher.Joined.Room.LectureId, cancellation);
        Assert.Equal(RecordingState.Finishing, recording!.State);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Media.Rooms.Count == 0));
        Assert.Equal(0, server.Service.LiveCount(server.Room.Code));
    }

    [Fact]
    public async Task After_its_end_who_was_inside_hears_so_and_a_newcomer_begins_the_next_lecture()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await teacher.CallAsync("EndLecture");
        await student.EventAsync("LectureEnded");

        await using var late = await server.ConnectAsync();
        var again = new JoinMessage(server.Token("Grace"), student.Joined.ResumeKey, []);
        Assert.Equal("lecture-ended", await late.RefusalAsync("Join", TestContext.Current.CancellationToken, again));

        await using var newcomer = await server.JoinAsync("Katherine");
        Assert.NotEqual(teacher.Joined.Room.LectureId, newcomer.Joined.Room.LectureId);
        Assert.Single(newcomer.Joined.Roster);
    }

    [Fact]
    public async Task The_teachers_departure_does_not_end_the_lecture()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        await teacher.CallAsync("Leave");

        await student.EventAsync<Guid>("ParticipantLeft");
        Assert.DoesNotContain(student.Connection.Events, e => e.Name == "LectureEnded");
        await student.CallAsync<ChatView>("SendChat", "still here");
    }

    [Fact]
    public async Task A_room_that_stays_empty_ends_its_lecture()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(time: time);
        await using var teacher = await server.JoinTeacherAsync();
        var lecture = teacher.Joined.Room.LectureId;
        await teacher.CallAsync("StartRecording");
        await teacher.CallAsync("Leave");
        Assert.Equal(0, server.Service.LiveCount(server.Room.Code));

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(server.Media.Rooms);
        time.Advance(TimeSpan.FromSeconds(2));

        var cancellation = TestContext.Current.CancellationToken;
        await Eventually.HoldsAsync(async () => (await server.Get<LectureStore>().FindAsync(lecture, cancellation))!.EndedAt is not null);
        Assert.Equal(RecordingState.Finishing, (await server.Get<RecordingStore>().CurrentAsync(lecture, cancellation))!.State);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Media.Rooms.Count == 0));
    }

    private static Task<IReadOnlyList<LectureParticipant>> ParticipantsAsync(LectureServer server, Visitor visitor) =>
        server.Get<LectureStore>().ListParticipantsAsync(visitor.Joined.Room.LectureId, TestContext.Current.CancellationToken);
}
