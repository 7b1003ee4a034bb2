using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

public sealed class RtpPacketTests
{
    [Fact]
    public void Fixed_fields_payload_and_padding_are_read()
    {
        Assert.True(RtpPacket.TryParse(RtpVectors.OneByte, out var packet));

        Assert.True(packet.Marker);
        Assert.Equal(0x60, packet.PayloadType);
        Assert.Equal(0x1234, packet.SequenceNumber.Value);
        Assert.Equal(0x55667788u, packet.Timestamp);
        Assert.Equal(0x99AABBCCu, packet.Ssrc.Value);
        Assert.Equal(32, packet.HeaderLength);
        Assert.Equal(3, packet.PaddingLength);
        Assert.Equal("0102030405", Convert.ToHexString(packet.Payload));
    }

    [Fact]
    public void One_byte_elements_are_found_behind_padding()
    {
        Assert.True(RtpPacket.TryParse(RtpVectors.OneByte, out var packet));

        Assert.True(packet.TryGetExtension(1, out var first));
        Assert.Equal("AA", Convert.ToHexString(first));
        Assert.True(packet.TryGetExtension(2, out var second));
        Assert.Equal("BBCC", Convert.ToHexString(second));
        Assert.True(packet.TryGetExtension(3, out var third));
        Assert.Equal("DDEEFF11", Convert.ToHexString(third));
        Assert.False(packet.TryGetExtension(4, out _));
        Assert.False(packet.TryGetExtension(0, out _));
    }

    [Fact]
    public void Two_byte_elements_may_be_empty()
    {
        Assert.True(RtpPacket.TryParse(RtpVectors.TwoByte, out var packet));

        Assert.True(packet.TryGetExtension(1, out var empty));
        Assert.True(empty.IsEmpty);
        Assert.True(packet.TryGetExtension(2, out var second));
        Assert.Equal("AB", Convert.ToHexString(second));
        Assert.True(packet.TryGetExtension(3, out var third));
        Assert.Equal("DEADBEEF", Convert.ToHexString(third));
        Assert.Equal("CAFE", Convert.ToHexString(packet.Payload));
    }

    [Fact]
    public void The_walk_stops_at_identifier_15()
    {
        var bytes = RtpVectors.OneByte;
        bytes[23] = 0xF1; // was element 2

        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        Assert.True(packet.TryGetExtension(1, out _));
        Assert.False(packet.TryGetExtension(3, out _));
    }

    [Theory]
    [InlineData("80")] // shorter than a header
    [InlineData("40E012345566778899AABBCC")] // version 1
    [InlineData("81E012345566778899AABBCC")] // the CSRC is missing
    [InlineData("90E012345566778899AABBCCBEDE0001")] // the extension is cut short
    [InlineData("A0E012345566778899AABBCC00")] // padding of no bytes
    [InlineData("A0E012345566778899AABBCC0102030405")] // padding of five bytes in five is whole, see the next test; of six is not
    public void Broken_packets_are_refused(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        if (bytes.Length == 17) bytes[^1] = 6;
        Assert.False(RtpPacket.TryParse(bytes, out _));
    }

    [Fact]
    public void A_padding_only_packet_has_an_empty_payload()
    {
        Assert.True(RtpPacket.TryParse(Convert.FromHexString("A0E012345566778899AABBCC0000000005"), out var packet));
        Assert.True(packet.Payload.IsEmpty);
    }

    [Fact]
    public void Ten_thousand_mutations_throw_nothing()
    {
        var map = RtpVectors.Map();
        Mutation.Survives([RtpVectors.OneByte, RtpVectors.TwoByte], bytes =>
        {
            if (!RtpPacket.TryParse(bytes, out var packet)) return;
            var elements = packet.Extensions;
            var length = 0;
            while (elements.MoveNext()) length += elements.Value.Length;
            Assert.True(length + packet.Payload.Length <= bytes.Length);
            packet.TryGetMid(map, out _);
            packet.TryGetRid(map, out _);
            packet.TryGetAudioLevel(map, out _);
            packet.TryGetTransportSequence(map, out _);
            packet.TryGetAbsSendTime(map, out _);
            packet.TryGetDependencyDescriptor(map, out _, out _);
        });
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var bytes = RtpVectors.OneByte;
        var map = RtpVectors.Map();
        var sum = 0;
        var allocated = Allocation.OfThousand(() =>
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            if (packet.TryGetMid(map, out var mid)) sum += mid.Length;
            if (packet.TryGetTransportSequence(map, out var sequence)) sum += sequence.Value;
            sum += packet.Payload.Length;
        });

        Assert.Equal(0, allocated);
        Assert.True(sum > 0);
    }
}
