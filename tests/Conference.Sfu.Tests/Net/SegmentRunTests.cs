using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

public sealed class SegmentRunTests
{
    private static readonly RemoteEndPoint One = RemoteEndPoint.FromIPv4(0x0A000001, 1), Two = RemoteEndPoint.FromIPv4(0x0A000001, 2);

    public static TheoryData<int[], int> Lengths => new()
    {
        { [100], 1 },
        { [100, 100, 100], 3 },
        { [100, 100, 40, 100], 3 }, // the shorter one ends the run
        { [100, 101], 1 },
        { [100, 100, 101], 2 },
        { [100, 100, 100, 100, 100, 100], 4 }, // the cap
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_run_is_of_equal_datagrams_and_perhaps_a_shorter_one(int[] lengths, int run) => Assert.Equal(run, SegmentRun.Length(Entries(lengths), 4));

    [Fact]
    public void A_run_goes_to_one_place()
    {
        var entries = Entries([100, 100, 100]);
        entries[1] = entries[1] with { To = Two };
        Assert.Equal(1, SegmentRun.Length(entries, 4));
    }

    [Fact]
    public void A_run_lies_side_by_side()
    {
        var entries = Entries([100, 100, 100]);
        entries[2] = entries[2] with { Offset = 300 };
        Assert.Equal(2, SegmentRun.Length(entries, 4));
    }

    private static OutboxEntry[] Entries(int[] lengths)
    {
        var offset = 0;
        return [.. lengths.Select(length => new OutboxEntry((offset += length) - length, length, One))];
    }
}
