using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Congestion;

public sealed class BandwidthEstimatorTests
{
    private readonly BandwidthEstimator _estimator = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4_000, 0)]
    [InlineData(0, 0.01)]
    public void A_path_with_room_to_spare_is_never_tight(int jitterMicroseconds, double loss)
    {
        var path = new Bottleneck(_estimator) { Link = 20e6, JitterMicroseconds = jitterMicroseconds, Loss = loss };
        path.Send(2.5e6, seconds: 60, onFrame: () => Assert.False(_estimator.IsTight));
        Assert.InRange(_estimator.ArrivingBitrate, 2.1e6, 2.9e6);
    }

    [Theory]
    [InlineData(1e6, 2e6)]
    [InlineData(2e6, 2.5e6)]
    [InlineData(0.5e6, 3e6)]
    public void A_bottleneck_is_found_and_what_it_carries_too(double link, double sent)
    {
        var path = new Bottleneck(_estimator) { Link = link };

        path.Send(sent, seconds: 4);

        Assert.True(_estimator.IsTight);
        Assert.InRange(_estimator.Bitrate, 0.5 * link, 1.25 * link);
    }

    [Fact]
    public void A_link_that_gets_narrow_and_wide_again_is_tight_in_between()
    {
        var path = new Bottleneck(_estimator) { Link = 20e6 };
        path.Send(2e6, seconds: 5);
        Assert.False(_estimator.IsTight);

        path.Link = 1.2e6;
        path.Send(2e6, seconds: 5);
        Assert.True(_estimator.IsTight);

        path.Link = 20e6;
        path.Send(2e6, seconds: 20);
        Assert.False(_estimator.IsTight);
    }

    [Fact]
    public void Heavy_loss_without_delay_is_tight_too()
    {
        var path = new Bottleneck(_estimator) { Loss = 0.25 };
        path.Send(2e6, seconds: 4);
        Assert.True(_estimator.IsTight);
        Assert.InRange(_estimator.Bitrate, 1, 1.5e6);
    }

    [Fact]
    public void A_remb_below_what_arrives_is_believed_and_one_above_it_changes_nothing()
    {
        var path = new Bottleneck(_estimator) { Link = 20e6 };
        path.Send(2e6, seconds: 3);

        _estimator.OnRemb(path.Now, new ReceiverEstimatedMaximumBitrate(new Ssrc(1), 5_000_000, 1));
        Assert.False(_estimator.IsTight);

        _estimator.OnRemb(path.Now, new ReceiverEstimatedMaximumBitrate(new Ssrc(1), 700_000, 1));
        Assert.True(_estimator.IsTight);
        Assert.Equal(700_000, _estimator.Bitrate);
    }

    [Fact]
    public void Without_transport_wide_feedback_a_remb_is_compared_with_what_is_sent()
    {
        var now = Timestamp.FromMilliseconds(1);
        for (var i = 0; i < 200; i++) _estimator.OnSent(now = now.AddMilliseconds(5), 1250); // 2 Mbit/s

        _estimator.OnRemb(now, new ReceiverEstimatedMaximumBitrate(new Ssrc(1), 900_000, 1));
        Assert.True(_estimator.IsTight);
        Assert.Equal(900_000, _estimator.Bitrate);

        _estimator.OnRemb(now, new ReceiverEstimatedMaximumBitrate(new Ssrc(1), 2_100_000, 1));
        Assert.True(_estimator.IsTight); // nothing to spare yet

        _estimator.OnRemb(now, new ReceiverEstimatedMaximumBitrate(new Ssrc(1), 4_000_000, 1));
        Assert.False(_estimator.IsTight);
    }

    [Fact]
    public void Feedback_of_packets_that_were_never_sent_says_nothing()
    {
        var stranger = new BandwidthEstimator();
        var generator = new TransportFeedbackGenerator();
        var random = new Random(3);
        var at = Timestamp.FromMilliseconds(1);
        for (ushort i = 0; i < 20_000; i++)
        {
            generator.OnPacket(at = at.AddMicroseconds(random.Next(100_000)), new SequenceNumber(i));
            if (i % 50 != 0) continue;
            var writer = new RtcpWriter(new byte[1200]);
            Assert.True(generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2)));
            Assert.True(RtcpCompound.TryParse(writer.Written, out var compound) && compound.MoveNext());
            Assert.True(TransportFeedback.TryParse(compound.Current, out var feedback));
            stranger.OnFeedback(at, feedback);
        }

        Assert.False(stranger.IsTight);
        Assert.Equal(0, stranger.ArrivingBitrate);
    }
}
