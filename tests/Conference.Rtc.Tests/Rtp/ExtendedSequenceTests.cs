using Conference.Rtc.Rtp;
using FsCheck.Fluent;

namespace Conference.Rtc.Tests.Rtp;

public sealed class ExtendedSequenceTests
{
    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void A_line_of_numbers_stays_a_line_over_three_wraps(int start)
    {
        var unwrapper = new ExtendedSequence();
        var first = unwrapper.Unwrap(new SequenceNumber((ushort)start));
        for (var step = 1; step < 200_000; step++)
            Assert.Equal(first + step, unwrapper.Unwrap(new SequenceNumber((ushort)(start + step))));
    }

    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void A_late_number_lands_before_the_highest_and_does_not_move_it(int start)
    {
        var unwrapper = new ExtendedSequence();
        var first = unwrapper.Unwrap(new SequenceNumber((ushort)start));

        Assert.Equal(first - 5, unwrapper.Unwrap(new SequenceNumber((ushort)(start - 5))));
        Assert.Equal(first, unwrapper.Highest);
        Assert.True(first - 5 > 0);
    }

    [Fact]
    public void Steps_of_less_than_half_the_circle_are_followed_whatever_they_are() =>
        Prop.ForAll(ArbMap.Default.ArbFor<short[]>(), steps =>
        {
            var unwrapper = new ExtendedSequence();
            var at = unwrapper.Unwrap(new SequenceNumber(40_000));
            var highest = at;
            foreach (var step in steps)
            {
                var next = highest + Math.Max(step, (short)-32_767);
                if (unwrapper.Unwrap(new SequenceNumber((ushort)next)) != next) return false;
                highest = Math.Max(highest, next);
            }

            return true;
        }).Holds();
}
