using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

public sealed class SequenceNumberTests
{
    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void The_next_number_is_newer_across_every_wrap(int start)
    {
        var number = new SequenceNumber((ushort)start);

        Assert.True(number.Next.IsNewerThan(number));
        Assert.False(number.IsNewerThan(number.Next));
        Assert.Equal(1, number.Next.DistanceFrom(number));
        Assert.Equal(-1, number.DistanceFrom(number.Next));
        Assert.False(number.IsNewerThan(number));
    }

    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void Distance_undoes_add_for_everything_less_than_half_the_circle(int start)
    {
        var number = new SequenceNumber((ushort)start);
        foreach (var steps in new[] { -32_768, -1000, -1, 0, 1, 1000, 32_767 })
            Assert.Equal(steps, number.Add(steps).DistanceFrom(number));
    }
}
