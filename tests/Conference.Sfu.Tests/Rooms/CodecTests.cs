using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class CodecTests : RoomTest
{
    private static readonly VideoCodec[] Everything = [VideoCodec.Vp9, VideoCodec.H264, VideoCodec.Av1, VideoCodec.Vp8];

    [Theory]
    [InlineData(new[] { VideoCodec.Vp9, VideoCodec.H264, VideoCodec.Av1, VideoCodec.Vp8 }, "VP9")]
    [InlineData(new[] { VideoCodec.Vp8, VideoCodec.H264 }, "H264")]
    [InlineData(new[] { VideoCodec.Vp8, VideoCodec.Av1 }, "AV1")]
    [InlineData(new VideoCodec[0], "VP8")]
    public void The_first_codec_that_everybody_receives_is_chosen(VideoCodec[] student, string codec)
    {
        var teacher = Lab.Join(PublishRights.All, Everything);
        Lab.Join(PublishRights.All, Everything);
        Lab.Join(PublishRights.All, student);
        teacher.Publish(TrackSource.Camera);
        Assert.Equal(codec, teacher.LastAnswer!.Tracks[0].Track.Codec);
    }

    [Fact]
    public void A_publisher_that_shares_no_codec_is_refused()
    {
        var teacher = Lab.Join(PublishRights.All, Everything);
        teacher.VideoCodecs = "98 99";
        Lab.Join(PublishRights.All, VideoCodec.Vp8);
        Assert.Equal(SfuError.NoCommonCodec, Assert.Throws<SfuException>(() => teacher.Publish(TrackSource.Camera)).Error);
    }

    [Fact]
    public void A_newcomer_that_cannot_receive_the_codec_makes_the_publisher_publish_again()
    {
        var teacher = Lab.Join(PublishRights.All, Everything);
        var student = Lab.Join(PublishRights.All, Everything);
        var camera = teacher.PublishConnected(TrackSource.Camera);
        student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true, payloadType: Browser.Vp9);
        Lab.Run(10);
        Assert.Equal([65_500], Marks(student, Browser.Vp9));

        var newcomer = Lab.Join(PublishRights.All, VideoCodec.Vp8);
        newcomer.SubscribeConnected();
        Lab.Run(10);
        teacher.SendVideo(camera, isKey: true, payloadType: Browser.Vp9);
        Lab.Run(10);
        Assert.Empty(newcomer.Subscribing!.Rtp);
        Assert.Equal(1, Lab.Dropped(DropReason.CodecNotReceived));
        Assert.Equal(teacher.Id, Assert.Single(Events<PublishAgain>()).Participant);

        var id = teacher.LastAnswer!.Tracks[0].Track.Id;
        teacher.Offer();
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(10);

        Assert.Equal("VP8", teacher.LastAnswer.Tracks[0].Track.Codec);
        Assert.Equal(id, teacher.LastAnswer.Tracks[0].Track.Id);
        Assert.Single(Marks(newcomer));
        Assert.Single(Marks(student)); // the old subscriber goes on in the same section without a new offer
        Assert.Equal(2, Events<SubscribeOffer>().Count);
    }
}
