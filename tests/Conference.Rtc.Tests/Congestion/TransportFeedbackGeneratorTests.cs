using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Rtc.Tests.Rtcp;
using FsCheck.Fluent;

namespace Conference.Rtc.Tests.Congestion;

public sealed class TransportFeedbackGeneratorTests
{
    [Fact]
    public void Nothing_is_due_before_a_packet_came_and_after_it_was_reported()
    {
        var generator = new TransportFeedbackGenerator();
        Assert.Equal(Timestamp.Never, generator.Deadline);

        generator.OnPacket(Timestamp.FromMilliseconds(1000), new SequenceNumber(1));
        Assert.Equal(Timestamp.FromMilliseconds(1100), generator.Deadline);
        Assert.Single(Drain(generator));
        Assert.Equal(Timestamp.Never, generator.Deadline);
    }

    [Fact]
    public void A_feedback_has_the_bytes_that_the_draft_draws()
    {
        var generator = new TransportFeedbackGenerator();
        // 64 ms is one unit of reference time; 1 ms are 4 ticks.
        generator.OnPacket(Timestamp.FromMilliseconds(65), new SequenceNumber(10));
        generator.OnPacket(Timestamp.FromMilliseconds(66), new SequenceNumber(12));
        generator.OnPacket(Timestamp.FromMilliseconds(266), new SequenceNumber(13));
        var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2)));

        Assert.Equal(
            "AFCD0006" + "00000001" + "00000002" + "000A0004" + "00000100" // base 10, four statuses, reference 1, feedback 0
            + "D180" // two-bit vector: small, lost, small, large
            + "04" + "04" + "0320" // 1 ms, 1 ms, 200 ms
            + "0002", // padding
            Convert.ToHexString(bytes));
    }

    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void Losses_are_told_across_every_wrap(int start)
    {
        var generator = new TransportFeedbackGenerator();
        for (var i = 0; i < 200; i++)
            if (i % 10 != 3) generator.OnPacket(Timestamp.FromMilliseconds(1000 + i), new SequenceNumber((ushort)(start + i)));

        var arrivals = Drain(generator);

        Assert.Equal(200, arrivals.Count);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal((ushort)(start + i), arrivals[i].Sequence.Value);
            Assert.Equal(i % 10 != 3, arrivals[i].Received);
            if (arrivals[i].Received) Assert.Equal(1_000_000 + (i * 1000), arrivals[i].ArrivedAt);
        }
    }

    [Fact]
    public void A_packet_that_comes_after_it_was_reported_lost_is_reported_again()
    {
        var generator = new TransportFeedbackGenerator();
        generator.OnPacket(Timestamp.FromMilliseconds(1), new SequenceNumber(1));
        generator.OnPacket(Timestamp.FromMilliseconds(2), new SequenceNumber(3));
        Assert.Equal([true, false, true], Drain(generator).Select(arrival => arrival.Received));

        generator.OnPacket(Timestamp.FromMilliseconds(200), new SequenceNumber(2));
        var again = Drain(generator);

        Assert.Equal([2, 3], again.Select(arrival => (int)arrival.Sequence.Value));
        Assert.All(again, arrival => Assert.True(arrival.Received));
        Assert.Equal([200_000L, 2_000L], again.Select(arrival => arrival.ArrivedAt)); // a negative delta
    }

    [Fact]
    public void A_pause_of_a_minute_takes_a_second_feedback()
    {
        var generator = new TransportFeedbackGenerator();
        generator.OnPacket(Timestamp.FromMilliseconds(64), new SequenceNumber(1));
        generator.OnPacket(Timestamp.FromMilliseconds(60_064), new SequenceNumber(2));
        var first = RtcpMessages.Bytes((ref RtcpWriter writer) => generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2)));
        var second = RtcpMessages.Bytes((ref RtcpWriter writer) => generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2)));

        Assert.True(TransportFeedback.TryParse(RtcpMessages.First(first), out var one));
        Assert.True(TransportFeedback.TryParse(RtcpMessages.First(second), out var two));
        Assert.Equal((1, 0, 1, 1), (one.Count, one.FeedbackCount, two.Count, two.FeedbackCount));
    }

    [Fact]
    public void A_thousand_packets_are_told_in_feedbacks_of_less_than_a_kilobyte()
    {
        var generator = new TransportFeedbackGenerator();
        for (var i = 0; i < 1000; i++) generator.OnPacket(Timestamp.FromMilliseconds(i * 70), new SequenceNumber((ushort)i));
        var told = 0;
        while (true)
        {
            var writer = new RtcpWriter(new byte[1000]);
            if (!generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2))) break;
            Assert.True(TransportFeedback.TryParse(RtcpMessages.First(writer.Written), out var feedback));
            told += feedback.Count;
        }

        Assert.Equal(1000, told);
    }

    [Fact]
    public void Arrivals_are_read_back_to_the_tick_whatever_the_steps() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort>(), ArbMap.Default.ArbFor<(byte Step, ushort Pause)[]>(), (start, steps) =>
        {
            var generator = new TransportFeedbackGenerator();
            var (at, sequence) = (1_000_000L, (int)start);
            var sent = new Dictionary<ushort, long>();
            foreach (var (step, pause) in steps.Prepend(((byte)0, (ushort)0)))
            {
                sequence += (step % 40) + 1;
                at += pause * 10;
                generator.OnPacket(new Timestamp(at), new SequenceNumber((ushort)sequence));
                sent[(ushort)sequence] = at;
            }

            var received = Drain(generator).Where(arrival => arrival.Received).ToList();
            return received.Count == sent.Count && received.TrueForAll(arrival =>
                sent[arrival.Sequence.Value] - arrival.ArrivedAt is >= 0 and < TransportFeedback.DeltaUnit);
        }).Holds();

    [Fact]
    public void Recording_and_writing_allocate_nothing()
    {
        var generator = new TransportFeedbackGenerator();
        var buffer = new byte[1200];
        ushort sequence = 0;

        Assert.Equal(0, Allocation.OfThousand(() =>
        {
            for (var i = 0; i < 10; i++) generator.OnPacket(new Timestamp(sequence * 1000L), new SequenceNumber(sequence++));
            var writer = new RtcpWriter(buffer);
            generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2));
        }));
    }

    private static List<PacketArrival> Drain(TransportFeedbackGenerator generator)
    {
        var arrivals = new List<PacketArrival>();
        while (true)
        {
            var writer = new RtcpWriter(new byte[1200]);
            if (!generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2))) return arrivals;
            Assert.True(TransportFeedback.TryParse(RtcpMessages.First(writer.Written), out var feedback));
            while (feedback.MoveNext()) arrivals.Add(feedback.Current);
        }
    }
}
