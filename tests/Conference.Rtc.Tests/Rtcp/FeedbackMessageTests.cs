using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using FsCheck.Fluent;

namespace Conference.Rtc.Tests.Rtcp;

public sealed class FeedbackMessageTests
{
    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void Seventeen_numbers_in_a_row_take_one_pair_across_every_wrap(int start)
    {
        var lost = Enumerable.Range(start, 17).Select(number => new SequenceNumber((ushort)number)).ToArray();
        var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => GenericNack.TryWrite(ref writer, new Ssrc(1), new Ssrc(2), lost));

        Assert.Equal(16, bytes.Length);
        Assert.Equal(lost, Read(bytes));
    }

    [Fact]
    public void Any_rising_list_of_lost_packets_is_read_as_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort>(), ArbMap.Default.ArbFor<byte[]>(), (start, steps) =>
        {
            var lost = new List<SequenceNumber> { new(start) };
            foreach (var step in steps) lost.Add(lost[^1].Add(step + 1));
            var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) =>
                GenericNack.TryWrite(ref writer, new Ssrc(1), new Ssrc(2), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lost)));
            return Read(bytes).SequenceEqual(lost);
        }).Holds();

    [Fact]
    public void Picture_loss_and_full_intra_requests_name_their_streams()
    {
        var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => new PictureLossIndication(new Ssrc(1), new Ssrc(2)).TryWrite(ref writer));
        Assert.Equal("81CE00020000000100000002", Convert.ToHexString(bytes));
        Assert.True(PictureLossIndication.TryParse(RtcpMessages.First(bytes), out var loss));
        Assert.Equal(new PictureLossIndication(new Ssrc(1), new Ssrc(2)), loss);

        bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => FullIntraRequest.TryWrite(ref writer, new Ssrc(1), new Ssrc(2), 9));
        Assert.True(FullIntraRequest.TryParse(RtcpMessages.First(bytes), out var request));
        Assert.Equal((1, (new Ssrc(2), (byte)9)), (request.Count, request[0]));
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(262_143UL, 262_143UL)]
    [InlineData(1_000_000UL, 1_000_000UL)]
    [InlineData(ulong.MaxValue, 0xFFFF_C000_0000_0000UL)]
    public void A_bit_rate_keeps_eighteen_significant_bits(ulong bitrate, ulong read)
    {
        var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => ReceiverEstimatedMaximumBitrate.TryWrite(ref writer, new Ssrc(1), bitrate, [new(2)]));

        Assert.True(ReceiverEstimatedMaximumBitrate.TryParse(RtcpMessages.First(bytes), out var estimate));
        Assert.Equal(new ReceiverEstimatedMaximumBitrate(new Ssrc(1), read, 1), estimate);
    }

    private static List<SequenceNumber> Read(byte[] bytes)
    {
        Assert.True(GenericNack.TryParse(RtcpMessages.First(bytes), out var nack));
        var read = new List<SequenceNumber>();
        while (nack.MoveNext()) read.Add(nack.Current);
        return read;
    }
}
