using Conference.Rtc;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class MembershipTests : RoomTest
{
    [Fact]
    public void Publishing_tells_the_floor_above_and_offers_to_the_others()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        var published = Assert.Single(Events<TrackPublished>());
        Assert.Equal("VP8", published.Track.Codec);
        Assert.Equal(teacher.Id, published.Track.Participant);
        Assert.Equal(published.Track, Assert.Single(teacher.LastAnswer!.Tracks).Track);
        var offer = Assert.Single(Events<SubscribeOffer>());
        Assert.True(offer.Fresh);
        Assert.Equal(student.Id, offer.Participant);
        Assert.Equal(
            [(TransportKind.Publish, TransportState.Connecting), (TransportKind.Subscribe, TransportState.Connecting),
                (TransportKind.Publish, TransportState.Connected), (TransportKind.Subscribe, TransportState.Connected)],
            Events<TransportChanged>().Select(change => (change.Kind, change.State)));
    }

    [Fact]
    public void Changes_while_an_offer_is_out_go_into_the_next_one()
    {
        var teacher = Lab.Join();
        var student = Lab.Join();
        teacher.PublishConnected(TrackSource.Camera);
        teacher.Publish(TrackSource.Microphone);
        teacher.Publish(TrackSource.Screen);
        Lab.Run(50);
        Assert.Single(Events<SubscribeOffer>());

        student.SubscribeConnected();
        Lab.Run(5);
        student.AnswerOffers();
        Lab.Run(50);

        var offers = Events<SubscribeOffer>();
        Assert.Equal(2, offers.Count);
        Assert.Equal([1, 2], offers.Select(offer => offer.OfferId));
        Assert.False(offers[1].Fresh);
        Assert.Equal([TrackSource.Camera, TrackSource.Microphone, TrackSource.Screen], offers[1].Tracks.Select(track => track.Track.Source));
    }

    [Fact]
    public void An_answer_to_an_older_offer_is_stale()
    {
        var (_, student, _) = Call(TrackSource.Camera);
        var refusal = Assert.Throws<SfuException>(() => Lab.Answer(student.Id, 1, "v=0\r\n"));
        Assert.Equal(SfuError.StaleAnswer, refusal.Error);
    }

    [Fact]
    public void Leaving_takes_the_tracks_away_and_closes_the_transports()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        Lab.Room.Leave(Lab.Now, teacher.Id);
        Lab.Run(10);
        student.AnswerOffers();

        Assert.Single(Events<TrackUnpublished>());
        Assert.Empty(student.LastOffer!.Tracks);
        Assert.Contains(Events<TransportChanged>(), change => change.Participant == teacher.Id && change is { State: TransportState.Closed, Reason: "left" });
        Assert.Equal(TransportCloseReason.DtlsAlert, teacher.Publishing!.Closed); // our close_notify reached it
        Assert.Equal(1, Lab.Worker.Transports.Count);
        Assert.Equal(1, Lab.Worker.Counters.Participants);
    }

    [Fact]
    public void Joining_again_replaces_the_old_self()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        var first = teacher.Publishing!;
        teacher.Join();
        Lab.Run(10);

        Assert.Contains(Events<TransportChanged>(), change => change.Participant == teacher.Id && change is { State: TransportState.Closed, Reason: "replaced" });
        Assert.Single(Events<TrackUnpublished>());
        Assert.Equal(2, Lab.Room.ParticipantCount);
        Assert.NotNull(first.Closed);

        var again = new Browser(Lab, teacher.Id);
        var camera = again.PublishConnected(TrackSource.Camera);
        student.SubscribeConnected();
        student.AnswerOffers();
        Lab.Run(20);
        student.AnswerOffers();
        Lab.Run(20);
        again.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Single(student.Subscribing!.Rtp);
    }

    [Fact]
    public void A_student_who_joins_late_is_offered_what_is_there()
    {
        var (teacher, _, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        var late = Lab.Join();
        late.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Single(late.Subscribing!.Rtp);
    }

    [Fact]
    public void Resubscribing_brings_a_fresh_offer_for_a_new_transport()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        var first = student.Subscribing;
        Lab.Room.Resubscribe(Lab.Now, student.Id);
        student.SubscribeConnected();
        Assert.NotSame(first, student.Subscribing);
        Assert.True(student.LastOffer!.Fresh);
        Assert.Equal(2, student.LastOffer.OfferId);
        Lab.RunUntil(() => student.Subscribing!.IsConnected);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Single(student.Subscribing!.Rtp);
    }

    [Fact]
    public void A_participant_whose_network_is_gone_loses_consent_and_nobody_else_does()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        teacher.Publishing!.IsCutOff = true;
        Lab.Run(20_000);

        var closed = Assert.Single(Events<TransportChanged>(), change => change.State == TransportState.Closed);
        Assert.Equal((teacher.Id, TransportKind.Publish, "consent-lost"), (closed.Participant, closed.Kind, closed.Reason));
        Assert.Single(Events<TrackUnpublished>());
        Assert.True(student.Subscribing!.IsConnected);
    }

    [Fact]
    public void Who_lost_the_receiving_transport_is_offered_everything_with_the_next_track()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        student.Subscribing!.IsCutOff = true;
        Lab.Run(20_000);

        teacher.Publish(TrackSource.Microphone);
        student.SubscribeConnected();

        Assert.True(student.LastOffer!.Fresh);
        Assert.Equal([TrackSource.Microphone, TrackSource.Camera], student.LastOffer.Tracks.Select(track => track.Track.Source).Order());
    }

    [Fact]
    public void Offer_ids_go_on_when_a_participant_joins_again()
    {
        var (_, student, _) = Call(TrackSource.Camera);
        student.Join();
        Lab.Run(5);
        Assert.Equal([1, 2], Events<SubscribeOffer>().Select(offer => offer.OfferId));
    }

    [Fact]
    public void A_browser_that_closes_its_connection_is_told_of_by_its_alert()
    {
        var (teacher, _, _) = Call(TrackSource.Camera);
        teacher.Publishing!.Close();
        Lab.Run(10);
        Assert.Contains(Events<TransportChanged>(), change => change is { Kind: TransportKind.Publish, State: TransportState.Closed, Reason: "dtls-alert" });
    }

    [Fact]
    public void An_offer_from_a_new_peer_connection_replaces_the_transport()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        var reloaded = new Browser(Lab, teacher.Id);
        var camera = reloaded.PublishConnected(TrackSource.Camera);
        Assert.Contains(Events<TransportChanged>(), change => change is { Kind: TransportKind.Publish, Reason: "replaced" });
        for (var i = 0; i < 3; i++)
        {
            student.AnswerOffers();
            Lab.Run(20);
        }

        reloaded.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Single(student.Subscribing!.Rtp);
    }

    [Fact]
    public void A_renegotiation_keeps_the_tracks_identity_and_its_media()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        var id = teacher.LastAnswer!.Tracks[0].Track.Id;
        teacher.Publish(TrackSource.Microphone);
        Assert.Equal(id, teacher.LastAnswer.Tracks[0].Track.Id);
        teacher.SendVideo(camera, isKey: false);
        Lab.Run(5);
        Assert.Equal(2, student.Subscribing!.Rtp.Count);
    }

    [Fact]
    public void A_section_that_is_sent_no_more_ends_its_track()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        teacher.Publish(TrackSource.Microphone);
        teacher.Sent.RemoveAt(0);
        var answer = teacher.Offer();
        Lab.Run(5);
        student.AnswerOffers();
        Lab.Run(20);
        student.AnswerOffers();
        Assert.Equal(TrackSource.Microphone, Assert.Single(answer.Tracks).Track.Source);
        Assert.Equal(TrackSource.Camera, Assert.Single(Events<TrackUnpublished>()).Track.Source);
        Assert.Equal(TrackSource.Microphone, Assert.Single(student.LastOffer!.Tracks).Track.Source);
    }

    [Fact]
    public void Whoever_speaks_is_told_and_silence_too()
    {
        var (teacher, _, microphone) = Call(TrackSource.Microphone);
        for (var i = 0; i < 50; i++)
        {
            teacher.SendAudio(microphone, level: 25);
            Lab.Run(20);
        }

        Assert.Equal([teacher.Id], Assert.Single(Events<ActiveSpeakers>()).Participants);
        Lab.Run(2000);
        Assert.Empty(Events<ActiveSpeakers>()[^1].Participants);
    }

    [Fact]
    public void Who_leaves_in_the_middle_of_a_word_speaks_no_more()
    {
        var (teacher, _, microphone) = Call(TrackSource.Microphone);
        for (var i = 0; i < 30; i++)
        {
            teacher.SendAudio(microphone, level: 25);
            Lab.Run(20);
        }

        Lab.Room.Leave(Lab.Now, teacher.Id);
        Lab.Run(600);
        Assert.Empty(Events<ActiveSpeakers>()[^1].Participants);
    }
}
