using Conference.Rtc.Congestion;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Congestion;

public sealed class IncomingPathTests
{
    private const int PacketLength = 1200, FrameMicroseconds = 33_333;

    private readonly IncomingPath _path = new();
    private readonly Random _random = new(5);
    private long _now = 60_000_000; // the send times wrap four seconds later
    private long _linkFreeAt;

    [Fact]
    public void A_path_with_room_to_spare_is_not_tight()
    {
        for (var i = 0; i < 60; i++)
        {
            Send(2e6, link: 10e6, seconds: 1);
            Assert.False(_path.IsTight(Now));
        }
    }

    [Fact]
    public void A_queue_that_grows_makes_it_tight_until_it_has_been_quiet_for_five_seconds()
    {
        Send(2e6, link: 10e6, seconds: 5);
        Send(2e6, link: 1.5e6, seconds: 1);
        Assert.True(_path.IsTight(Now));
        Send(1e6, link: 10e6, seconds: 4);
        Assert.True(_path.IsTight(Now));
        Send(1e6, link: 10e6, seconds: 3);
        Assert.False(_path.IsTight(Now));
    }

    [Fact]
    public void Heavy_loss_makes_it_tight_and_light_loss_does_not()
    {
        _path.OnReport(Now, fractionLost: 13);
        Assert.False(_path.IsTight(Now));
        _path.OnReport(Now, fractionLost: 40);
        Assert.True(_path.IsTight(Now));
        _now += 6_000_000;
        Assert.False(_path.IsTight(Now));
    }

    private Timestamp Now => new(_now);

    /// <summary>Thirty frames a second, each sent at once over a link with a queue and some jitter.</summary>
    private void Send(double bitsPerSecond, double link, double seconds)
    {
        var packets = (int)(bitsPerSecond * FrameMicroseconds / 8e6 / PacketLength);
        for (var frames = (int)(seconds * 30); frames > 0; frames--, _now += FrameMicroseconds)
        {
            for (var i = 0; i < packets; i++)
            {
                _linkFreeAt = Math.Max(_linkFreeAt, _now) + (long)(PacketLength * 8e6 / link);
                _path.OnPacket(new Timestamp(_linkFreeAt + 20_000 + _random.Next(2_000)), AbsSendTime.FromMicroseconds(_now));
            }
        }
    }
}
