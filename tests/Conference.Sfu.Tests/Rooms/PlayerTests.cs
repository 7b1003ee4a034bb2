using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

/// <summary>The third role of offer/answer: a player offers to receive, the SFU answers sendonly.</summary>
public sealed class PlayerTests : RoomTest
{
    private const string OnlyVp8 = "96 97";

    private static readonly string[] VoiceAndFace = ["audio", "video"];

    [Fact]
    public void A_player_gets_voice_and_face_under_its_own_payload_types()
    {
        var (teacher, microphone, camera) = Teach();
        var player = Lab.JoinWithoutOffers();
        var answer = player.PlayConnected(VoiceAndFace, "120 121");

        teacher.SendVideo(camera, isKey: true, packets: 3);
        teacher.SendAudio(microphone);
        Lab.Run(5);

        Assert.Equal([TrackSource.Microphone, TrackSource.Camera], answer.Tracks.Select(track => track.Track.Source));
        Assert.Equal([65_500, 65_501, 65_502], Marks(player, 120));
        Assert.Single(Marks(player, 63));
        Assert.DoesNotContain(Events<SubscribeOffer>(), offer => offer.Participant == player.Id);
    }

    [Fact]
    public void A_players_nack_is_answered_by_rtx_under_its_own_numbers()
    {
        var (teacher, _, camera) = Teach();
        var player = Lab.JoinWithoutOffers();
        player.PlayConnected(["video"], "120 121");
        teacher.SendVideo(camera, isKey: true, packets: 3);
        Lab.Run(5);
        Assert.True(RtpPacket.TryParse(player.Subscribing!.Rtp[1], out var lost));

        player.Subscribing.SendNack(lost.Ssrc.Value, lost.SequenceNumber);
        Lab.Run(5);

        Assert.True(RtpPacket.TryParse(player.Subscribing.Rtp[^1], out var rtx));
        Assert.Equal(121, rtx.PayloadType);
    }

    [Fact]
    public void The_teacher_comes_before_whoever_published_earlier()
    {
        var student = Lab.Join(PublishRights.Microphone | PublishRights.Camera);
        student.VideoCodecs = OnlyVp8;
        var early = student.PublishConnected(TrackSource.Camera);
        var player = Lab.JoinWithoutOffers();
        player.PlayConnected(["video"]);
        student.SendVideo(early, isKey: true);
        Lab.Run(5);
        Assert.Single(player.Subscribing!.Rtp);

        var (teacher, _, camera) = Teach();
        student.SendVideo(early, isKey: true);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Equal(2, player.Subscribing.Rtp.Count); // the student's is not sent any more

        Lab.Room.Leave(Lab.Now, teacher.Id);
        Lab.Run(1); // the sections are filled anew
        student.SendVideo(early, isKey: true);
        Lab.Run(5);
        Assert.Equal(3, player.Subscribing.Rtp.Count);
    }

    [Fact]
    public void A_section_that_changes_its_track_goes_on_as_one_stream()
    {
        var (teacher, _, camera) = Teach();
        var player = Lab.JoinWithoutOffers();
        player.PlayConnected(["video"]);
        teacher.SendVideo(camera, isKey: true, packets: 5);
        Lab.Run(5);
        Lab.Room.Leave(Lab.Now, teacher.Id);
        Lab.Run(1); // the sections are filled anew
        Lab.Run(100);
        var (another, _, next) = Teach();
        another.SendVideo(next, isKey: true, packets: 5);
        Lab.Run(5);

        var packets = player.Subscribing!.Rtp.Select(bytes =>
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            return (Ssrc: packet.Ssrc, packet.SequenceNumber, packet.Timestamp);
        }).ToList();
        Assert.Equal(10, packets.Count); // none was refused as sent before
        Assert.Single(packets.Select(packet => packet.Ssrc).Distinct());
        for (var i = 1; i < packets.Count; i++) Assert.Equal(packets[i - 1].SequenceNumber.Next, packets[i].SequenceNumber);
        Assert.True(packets[^1].Timestamp - packets[0].Timestamp >= 90 * 100);
    }

    [Fact]
    public void Sections_beyond_the_teachers_tracks_take_the_others()
    {
        var student = Lab.Join(PublishRights.Camera);
        student.PublishConnected(TrackSource.Camera);
        var teacher = Lab.Join();
        teacher.PublishConnected(TrackSource.Screen);
        teacher.PublishConnected(TrackSource.Camera);
        var player = Lab.JoinWithoutOffers();
        var answer = player.PlayConnected(["video", "video", "video", "video"]);

        Assert.Equal(
            [(teacher.Id, TrackSource.Camera), (teacher.Id, TrackSource.Screen), (student.Id, TrackSource.Camera)],
            answer.Tracks.Select(track => (track.Track.Participant, track.Track.Source)));
        Assert.Equal(4, answer.Sdp.Split("a=sendonly\r\n").Length - 1); // the fourth waits for what may come
    }

    [Fact]
    public void One_track_is_played_with_its_publishers_voice_until_it_ends()
    {
        Teach();
        var (second, _, _) = Teach();
        var screen = second.PublishConnected(TrackSource.Screen);
        var track = second.LastAnswer!.Tracks.Single(published => published.Mid == screen.Mid).Track.Id;
        var player = Lab.JoinWithoutOffers();
        var answer = player.PlayConnected(VoiceAndFace, track: track);
        Assert.All(answer.Tracks, played => Assert.Equal(second.Id, played.Track.Participant));
        Assert.Equal([TrackSource.Microphone, TrackSource.Screen], answer.Tracks.Select(played => played.Track.Source));

        second.Sent.Remove(screen);
        second.Offer();
        Assert.True(Lab.RunUntil(() => player.Subscribing!.Closed is not null));
        Assert.Contains(Events<TransportChanged>(), changed => changed is { State: TransportState.Closed, Reason: "left" } && changed.Participant == player.Id);
    }

    [Fact]
    public void A_player_takes_part_in_the_choice_of_the_codec()
    {
        var teacher = Lab.Join(PublishRights.All, VideoCodec.Vp9, VideoCodec.Vp8);
        teacher.PublishConnected(TrackSource.Camera);
        Assert.Equal("VP9", Events<TrackPublished>()[0].Track.Codec);
        var player = Lab.JoinWithoutOffers();
        player.PlayConnected(["video"], "96 97");

        Assert.Equal(teacher.Id, Assert.Single(Events<PublishAgain>()).Participant);
        teacher.Offer();
        teacher.SendVideo(teacher.Sent[0], isKey: true);
        Lab.Run(5);
        Assert.Single(Marks(player));
    }

    [Fact]
    public void An_encoder_that_cannot_be_asked_again_leaves_no_player_in_the_dark()
    {
        var encoder = Lab.JoinWithoutOffers(PublishRights.All);
        encoder.VideoCodecs = "102 103";
        encoder.PublishConnected(TrackSource.Camera);
        var player = Lab.JoinWithoutOffers();

        var refused = Assert.Throws<SfuException>(() => player.PlayConnected(["video"], "96 97"));
        Assert.Equal(SfuError.NoCommonCodec, refused.Error);
        player.PlayConnected(["video"], "102 103");
        Assert.Empty(Events<PublishAgain>());
    }

    [Fact]
    public void An_encoder_receives_nothing_and_holds_no_codec_back()
    {
        var encoder = Lab.JoinWithoutOffers(PublishRights.All); // it names no codec that it could receive
        var teacher = Lab.Join(PublishRights.All, VideoCodec.Vp9);
        teacher.PublishConnected(TrackSource.Camera);
        Lab.Run(30);

        Assert.Equal("VP9", Events<TrackPublished>()[0].Track.Codec);
        Assert.Empty(Events<SubscribeOffer>());
        Assert.Equal(1, Lab.Worker.Transports.Count);
        Lab.Room.Leave(Lab.Now, encoder.Id);
    }

    [Fact]
    public void An_encoder_and_a_player_that_wait_for_the_ClientHello_get_one()
    {
        var encoder = Lab.JoinWithoutOffers(PublishRights.All);
        (encoder.IsDtlsServer, encoder.VideoCodecs) = (true, OnlyVp8);
        var camera = encoder.PublishConnected(TrackSource.Camera);
        Assert.Contains("a=setup:active\r\n", encoder.LastAnswer!.Sdp, StringComparison.Ordinal);
        var player = Lab.JoinWithoutOffers();
        player.IsDtlsServer = true;
        Assert.Contains("a=setup:active\r\n", player.PlayConnected(["video"]).Sdp, StringComparison.Ordinal);

        encoder.SendVideo(camera, isKey: true, packets: 3);
        Lab.Run(5);
        Assert.Equal(3, Marks(player).Count);
    }

    [Fact]
    public void A_room_without_tracks_has_nothing_to_play()
    {
        var player = Lab.JoinWithoutOffers();
        var refused = Assert.Throws<SfuException>(() => player.PlayConnected(VoiceAndFace));
        Assert.Equal(SfuError.NothingToPlay, refused.Error);
        Assert.Equal(0, Lab.Worker.Transports.Count);
    }

    [Fact]
    public void A_long_offer_is_refused_before_a_room_hears_of_it()
    {
        var padding = new string('x', 1000);
        var text = "v=0\r\n" + string.Concat(Enumerable.Repeat($"a={padding}\r\n", SdpLimits.MaxOfferLength / 1000));
        foreach (var read in new Action[] { () => PublishRequest.Read(new PublishOffer(text, null)), () => PlayPlan.Read(new PlayOffer(text, null)) })
        {
            var refused = Assert.Throws<SfuException>(read);
            Assert.Equal((SfuError.BadDescription, "DescriptionTooLong"), (refused.Error, refused.Message));
        }
    }

    [Fact]
    public void Sources_without_names_are_taken_in_order()
    {
        var encoder = Lab.JoinWithoutOffers(PublishRights.All);
        var transport = new BrowserTransport(Lab);
        SentTrack[] sent =
        [
            new("a", TrackSource.Camera, 10), new("b", TrackSource.Microphone, 20), new("c", TrackSource.Screen, 30), new("d", TrackSource.ScreenAudio, 40),
        ];
        var offer = Descriptions.Offer(transport.Identity, sent, announceSsrcs: true, Descriptions.AllVideo);
        var answer = Lab.Room.Publish(Lab.Now, encoder.Id, PublishRequest.Read(new PublishOffer(offer, Sections: null)));

        Assert.Equal(sent.Select(track => (track.Mid, track.Source)), answer.Tracks.Select(track => (track.Mid, track.Track.Source)));
    }

    private (Browser Teacher, SentTrack Microphone, SentTrack Camera) Teach()
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = OnlyVp8;
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        var camera = teacher.PublishConnected(TrackSource.Camera);
        Lab.Run(1); // players take it up when their turn comes
        return (teacher, microphone, camera);
    }
}
