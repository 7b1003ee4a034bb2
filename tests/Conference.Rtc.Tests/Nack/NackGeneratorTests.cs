using Conference.Rtc.Nack;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Nack;

public sealed class NackGeneratorTests
{
    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void Two_lost_packets_are_requested_in_one_nack(int start)
    {
        var generator = new NackGenerator();
        Receive(generator, 0, start, start + 3, start + 4);

        Assert.Equal(Numbers(start + 1, start + 2), Collect(generator, 0));
        Assert.Empty(Collect(generator, 10));
    }

    [Fact]
    public void A_packet_that_was_merely_overtaken_is_not_requested()
    {
        var generator = new NackGenerator();
        Receive(generator, 0, 100, 102);
        Assert.Empty(Collect(generator, 5));
        Assert.Equal(Timestamp.FromMilliseconds(20), generator.Deadline);
        Receive(generator, 6, 101);

        Assert.Equal(Timestamp.Never, generator.Deadline);
        Assert.Empty(Collect(generator, 100));
    }

    [Fact]
    public void A_lone_gap_is_requested_after_twenty_milliseconds()
    {
        var generator = new NackGenerator();
        Receive(generator, 0, 100, 102);

        Assert.Equal(Numbers(101), Collect(generator, 20));
    }

    [Fact]
    public void A_request_is_repeated_once_per_round_trip_time()
    {
        var generator = new NackGenerator { RoundTrip = TimeSpan.FromMilliseconds(80) };
        Receive(generator, 0, 1, 3, 4);
        Assert.Single(Collect(generator, 0));

        Assert.Equal(Timestamp.FromMilliseconds(80), generator.Deadline);
        Assert.Empty(Collect(generator, 79));
        Assert.Single(Collect(generator, 80));
        Receive(generator, 100, 2);
        Assert.Empty(Collect(generator, 160));
        Assert.False(generator.TakeKeyFrameWish());
    }

    [Fact]
    public void After_ten_requests_a_packet_is_given_up_and_a_key_frame_wished_for()
    {
        var generator = new NackGenerator { RoundTrip = TimeSpan.FromMilliseconds(30) };
        Receive(generator, 0, 1, 3, 4);
        var requests = 0;
        for (var at = 0; generator.Deadline != Timestamp.Never; at += 5) requests += Collect(generator, at).Count;

        Assert.Equal(10, requests);
        Assert.Equal(1, generator.GivenUp);
        Assert.True(generator.TakeKeyFrameWish());
        Assert.False(generator.TakeKeyFrameWish());
    }

    [Fact]
    public void After_a_second_a_packet_is_given_up_however_long_the_round_trip()
    {
        var generator = new NackGenerator { RoundTrip = TimeSpan.FromSeconds(5) };
        Receive(generator, 0, 1, 3, 4);
        Assert.Single(Collect(generator, 0));

        Assert.Empty(Collect(generator, 1000));
        Assert.Equal((0, 1), (generator.Missing, generator.GivenUp));
    }

    [Fact]
    public void An_outage_is_not_requested_but_mended_by_a_key_frame()
    {
        var generator = new NackGenerator();
        Receive(generator, 0, 1, 2, 400, 401, 403, 404);

        Assert.Equal(Numbers(402), Collect(generator, 0));
        Assert.Equal(397, generator.GivenUp);
        Assert.True(generator.TakeKeyFrameWish());
    }

    [Fact]
    public void A_key_frame_makes_older_losses_irrelevant()
    {
        var generator = new NackGenerator();
        Receive(generator, 0, 1, 3, 5, 6, 7);
        generator.OnKeyFrame(new SequenceNumber(5));
        Assert.Equal((0, Timestamp.Never), (generator.Missing, generator.Deadline));
        Receive(generator, 1, 9, 10);

        Assert.Equal(Numbers(8), Collect(generator, 1));
    }

    [Fact]
    public void A_duplicate_is_told_from_a_recovered_packet()
    {
        var generator = new NackGenerator();
        Receive(generator, 0, 1, 3);

        Assert.True(generator.OnPacket(Timestamp.FromMilliseconds(1), new SequenceNumber(2)));
        Assert.False(generator.OnPacket(Timestamp.FromMilliseconds(1), new SequenceNumber(2)));
        Assert.False(generator.OnPacket(Timestamp.FromMilliseconds(1), new SequenceNumber(3)));
    }

    [Fact]
    public void Random_loss_leaves_nothing_behind_and_allocates_nothing()
    {
        var generator = new NackGenerator();
        var random = new Random(1);
        var due = new SequenceNumber[64];
        var (sequence, at) = (0, 0L);
        var allocated = Allocation.OfThousand(() =>
        {
            sequence += random.Next(50) == 0 ? random.Next(2, 300) : 1;
            generator.OnPacket(Timestamp.FromMilliseconds(at += 5), new SequenceNumber((ushort)sequence));
            generator.Collect(Timestamp.FromMilliseconds(at), due);
        });
        Assert.Equal(0, allocated);

        Assert.Equal(0, generator.Collect(Timestamp.FromMilliseconds(at + 2000), due));
        Assert.Equal((0, Timestamp.Never), (generator.Missing, generator.Deadline));
    }

    private static void Receive(NackGenerator generator, long milliseconds, params int[] sequences)
    {
        foreach (var sequence in sequences) generator.OnPacket(Timestamp.FromMilliseconds(milliseconds), new SequenceNumber((ushort)sequence));
    }

    private static List<SequenceNumber> Numbers(params int[] sequences) => [.. sequences.Select(sequence => new SequenceNumber((ushort)sequence))];

    private static List<SequenceNumber> Collect(NackGenerator generator, long milliseconds)
    {
        Span<SequenceNumber> due = stackalloc SequenceNumber[32];
        return [.. due[..generator.Collect(Timestamp.FromMilliseconds(milliseconds), due)]];
    }
}
