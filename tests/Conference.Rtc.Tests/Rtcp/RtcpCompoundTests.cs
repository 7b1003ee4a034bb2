using System.Buffers.Binary;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtcp;

public sealed class RtcpCompoundTests
{
    [Fact]
    public void Every_message_of_a_compound_is_visited_in_order()
    {
        Assert.True(RtcpCompound.TryParse(RtcpMessages.Everything, out var compound));
        var types = new List<(byte, byte)>();
        while (compound.MoveNext()) types.Add(((byte)compound.Current.Type, compound.Current.Count));

        Assert.Equal([(200, 1), (201, 1), (202, 1), (205, 1), (206, 1), (206, 4), (206, 15), (203, 2)], types);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80C9")]
    [InlineData("40C9000100000001")] // version 1
    [InlineData("80C9000200000001")] // longer than its bytes
    [InlineData("80C900010000000180")] // a tail that is no packet
    [InlineData("A0C9000100000009")] // more padding than body
    [InlineData("A0C9000100000000")] // padding of no bytes
    public void A_frame_that_does_not_add_up_is_refused_whole(string hex) =>
        Assert.False(RtcpCompound.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void An_unknown_type_is_passed_over()
    {
        byte[] bytes = [.. Convert.FromHexString("80CF000100000001" + "80FA0000"), .. RtcpMessages.Everything];

        Assert.Equal(RtcpMessages.Read(RtcpMessages.Everything), RtcpMessages.Read(bytes));
    }

    [Fact]
    public void A_message_that_does_not_fit_leaves_the_buffer_as_it_was()
    {
        var writer = new RtcpWriter(new byte[20]);
        Assert.True(new PictureLossIndication(new Ssrc(1), new Ssrc(2)).TryWrite(ref writer));
        Assert.False(new PictureLossIndication(new Ssrc(1), new Ssrc(2)).TryWrite(ref writer));
        Assert.Equal(12, writer.Length);
    }

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    [InlineData(ushort.MaxValue, false)]
    public void A_few_octets_do_not_announce_more_packets_than_anybody_remembers(int count, bool isTaken)
    {
        // Runs of packets that were not received: two octets for 8,191 of them.
        var runs = (count + 8190) / 8191;
        var length = 20 + (runs + (runs % 2)) * 2;
        var bytes = new byte[length];
        (bytes[0], bytes[1], bytes[3]) = (0x80 | 15, 205, (byte)(length / 4 - 1));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), (ushort)count);
        for (var run = 0; run < runs; run++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(20 + run * 2), (ushort)Math.Min(8191, count - run * 8191));

        var packet = RtcpMessages.First(bytes);

        Assert.True(TransportFeedback.Is(packet));
        Assert.Equal(isTaken, TransportFeedback.TryParse(packet, out var feedback));
        var steps = 0;
        while (feedback.MoveNext()) steps++;
        Assert.Equal(isTaken ? count : 0, steps);
    }

    [Fact]
    public void Ten_thousand_mutations_throw_nothing()
    {
        var generator = new TransportFeedbackGenerator();
        for (var i = 0; i < 40; i++)
            if (i % 5 != 2) generator.OnPacket(Timestamp.FromMilliseconds(i * i), new SequenceNumber((ushort)(65_520 + i)));
        var feedback = RtcpMessages.Bytes((ref RtcpWriter writer) => generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2)));

        Mutation.Survives([RtcpMessages.Everything, feedback], bytes => RtcpMessages.Read(bytes));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = RtcpMessages.Everything;
        long sum = 0;

        Assert.Equal(0, Allocation.OfThousand(() => sum += RtcpMessages.Read(bytes)));
        Assert.NotEqual(0, sum);
    }
}
