using Conference.Rtc;
using Conference.Sfu.Rooms;

namespace Conference.Sfu.Tests.Rooms;

public sealed class KeyFrameRequestsTests
{
    [Fact]
    public void Thirty_wishes_make_one_request()
    {
        var requests = new KeyFrameRequests();
        var taken = 0;
        for (var i = 0; i < 30; i++)
        {
            requests.Want();
            if (requests.TryTake(Timestamp.FromMilliseconds(i * 10))) taken++;
        }

        Assert.Equal(1, taken);
    }

    [Fact]
    public void A_key_frame_that_does_not_come_is_asked_for_again()
    {
        var requests = new KeyFrameRequests();
        requests.Want();
        Assert.True(requests.TryTake(Timestamp.FromMilliseconds(0)));
        Assert.False(requests.TryTake(Timestamp.FromMilliseconds(499)));
        Assert.True(requests.TryTake(Timestamp.FromMilliseconds(500)));
    }

    [Fact]
    public void A_key_frame_grants_every_wish()
    {
        var requests = new KeyFrameRequests();
        requests.Want();
        requests.TryTake(Timestamp.FromMilliseconds(0));
        requests.OnKeyFrame();
        Assert.False(requests.TryTake(Timestamp.FromMilliseconds(5000)));
    }

    [Fact]
    public void A_wish_within_the_interval_waits_for_its_end()
    {
        var requests = new KeyFrameRequests();
        requests.Want();
        requests.TryTake(Timestamp.FromMilliseconds(0));
        requests.OnKeyFrame();
        requests.Want();
        Assert.False(requests.TryTake(Timestamp.FromMilliseconds(100)));
        Assert.True(requests.TryTake(Timestamp.FromMilliseconds(500)));
    }
}
