namespace Conference.Signaling.Tests;

/// <summary>The same room over the real SFU with its real UDP ports.</summary>
public sealed class MediaPlaneTests
{
    [Fact]
    public async Task What_one_publishes_is_offered_to_the_other_until_it_leaves()
    {
        await using var server = await LectureServer.StartAsync(realSfu: true);
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        var published = await PublishAsync(teacher);
        var offer = await student.EventAsync<SubscribeOfferMessage>("Offer", o => o.Tracks.Count > 0);
        if (offer.Tracks.Count < 2)
        {
            await AnswerAsync(student, offer);
            offer = await student.EventAsync<SubscribeOfferMessage>("Offer", o => o.Tracks.Count == 2);
        }

        Assert.Equal(
            published.Tracks.Select(track => (track.TrackId, track.Source)).Order(),
            offer.Tracks.Select(track => (track.TrackId, track.Source)).Order());
        Assert.All(offer.Tracks, track => Assert.Equal(teacher.Id, track.ParticipantId));
        await AnswerAsync(student, offer);

        await teacher.CallAsync("Leave");
        await student.EventAsync<SubscribeOfferMessage>("Offer", o => o.OfferId > offer.OfferId && o.Tracks.Count == 0);
    }

    [Fact]
    public async Task A_student_publishes_within_the_switches_only()
    {
        await using var server = await LectureServer.StartAsync(realSfu: true);
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await teacher.CallAsync("SetSwitches", new SwitchesMessage(null, false));

        Assert.Equal("not-allowed", await student.RefusalAsync("Publish", Offer()));

        await teacher.CallAsync("SetSwitches", new SwitchesMessage(null, true));
        Assert.Equal(2, (await PublishAsync(student)).Tracks.Count);
    }

    [Fact]
    public async Task A_broken_description_and_a_stale_answer_are_refused_by_name()
    {
        await using var server = await LectureServer.StartAsync(realSfu: true);
        await using var teacher = await server.JoinTeacherAsync();

        Assert.Equal("bad-description", await teacher.RefusalAsync("Publish", new PublishMessage("v=1\r\nnonsense", [])));
        var answer = Offer().Sdp.Replace("a=setup:actpass", "a=setup:active", StringComparison.Ordinal);
        Assert.Equal("stale-answer", await teacher.RefusalAsync("Answer", new AnswerMessage(17, answer)));
    }

    [Fact]
    public async Task A_reload_takes_the_old_pages_tracks_away_and_offers_the_others_anew()
    {
        await using var server = await LectureServer.StartAsync(realSfu: true);
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await PublishAsync(teacher);
        await PublishAsync(student);
        var seen = await teacher.EventAsync<SubscribeOfferMessage>("Offer", o => o.Tracks.Any(track => track.ParticipantId == student.Id));
        await AnswerAsync(teacher, seen);

        await using var reloaded = await server.JoinAsync("Grace", resumeKey: student.Joined.ResumeKey);

        Assert.Equal(student.Id, reloaded.Id);
        var fresh = await reloaded.EventAsync<SubscribeOfferMessage>("Offer", o => o.Fresh);
        Assert.Contains(fresh.Tracks, track => track.ParticipantId == teacher.Id);
        await LastOfferAsync(teacher, o => o.Tracks.Count == 0);
    }

    [Fact]
    public async Task Who_kept_its_transports_comes_back_to_them()
    {
        await using var server = await LectureServer.StartAsync(realSfu: true);
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");
        await PublishAsync(student);
        var before = await teacher.EventAsync<SubscribeOfferMessage>("Offer", o => o.Tracks.Any(track => track.ParticipantId == student.Id));

        student.Connection.Abort();
        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Connection == "reconnecting");
        await using var back = await server.JoinAsync("Grace", resumeKey: student.Joined.ResumeKey, keepsTransports: true);

        await AnswerAsync(teacher, before);
        await back.CallAsync("Resubscribe"); // its subscribe peer connection did not survive
        await PublishAsync(teacher);
        var offer = await back.EventAsync<SubscribeOfferMessage>("Offer", o => o.Tracks.Any(track => track.ParticipantId == teacher.Id));
        Assert.True(offer.Fresh || offer.OfferId > 1);
        Assert.DoesNotContain(teacher.Connection.Events.Where(e => e.Name == "Offer"), e => e.Read<SubscribeOfferMessage>().Tracks.Count == 0);
    }

    private static PublishMessage Offer() =>
        new(Descriptions.MicrophoneAndCamera(), [new SectionMessage("0", "microphone"), new SectionMessage("1", "camera")]);

    private static Task<PublishedMessage> PublishAsync(Visitor visitor) => visitor.CallAsync<PublishedMessage>("Publish", Offer());

    private static Task AnswerAsync(Visitor visitor, SubscribeOfferMessage offer) =>
        visitor.CallAsync("Answer", new AnswerMessage(offer.OfferId, Descriptions.AnswerTo(offer.Sdp)));

    /// <summary>Answers every offer as it comes, until one fits.</summary>
    private static async Task LastOfferAsync(Visitor visitor, Func<SubscribeOfferMessage, bool> fits)
    {
        var answered = visitor.Connection.Events.Where(e => e.Name == "Offer").Select(e => e.Read<SubscribeOfferMessage>()).MaxBy(o => o.OfferId)!;
        while (!fits(answered))
        {
            try
            {
                await AnswerAsync(visitor, answered);
            }
            catch (Microsoft.AspNetCore.SignalR.HubException stale) when (stale.Message.Contains("stale-answer", StringComparison.Ordinal))
            {
                // Answered before, or a newer offer is on its way.
            }

            var last = answered.OfferId;
            answered = await visitor.EventAsync<SubscribeOfferMessage>("Offer", o => o.OfferId > last);
        }
    }
}
