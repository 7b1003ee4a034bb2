using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

public sealed class RtxTests
{
    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void A_wrapped_packet_comes_back_as_it_was(int original)
    {
        byte[] payload = [1, 2, 3, 4, 5];
        var rtx = new RtpHeader
        {
            PayloadType = 99,
            Marker = true,
            SequenceNumber = new(17),
            Timestamp = 90_000,
            Ssrc = new(2),
            Extensions = RtpVectors.Map(),
            Mid = Mid.Create("1"),
            OriginalSequenceNumber = new((ushort)original),
        };
        var packet = RtpVectors.Write(rtx, payload);

        Assert.True(Rtx.TryUnwrap(packet, 98, new Ssrc(1), out var length));
        Assert.True(RtpPacket.TryParse(packet.AsSpan(0, length), out var unwrapped));
        Assert.Equal(98, unwrapped.PayloadType);
        Assert.True(unwrapped.Marker);
        Assert.Equal((ushort)original, unwrapped.SequenceNumber.Value);
        Assert.Equal(1u, unwrapped.Ssrc.Value);
        Assert.Equal(90_000u, unwrapped.Timestamp);
        Assert.Equal(payload, unwrapped.Payload.ToArray());
    }

    [Fact]
    public void A_probe_of_padding_alone_is_no_retransmission()
    {
        var packet = Convert.FromHexString("A063001100000001000000020000000005");

        Assert.False(Rtx.TryUnwrap(packet, 98, new Ssrc(1), out _));
    }

    [Fact]
    public void Padding_behind_the_payload_is_taken_off()
    {
        var packet = Convert.FromHexString("A0630011000000010000000200AA010203" + "000003");

        Assert.True(Rtx.TryUnwrap(packet, 98, new Ssrc(1), out var length));
        Assert.True(RtpPacket.TryParse(packet.AsSpan(0, length), out var unwrapped));
        Assert.Equal(0xAA, unwrapped.SequenceNumber.Value);
        Assert.Equal("010203", Convert.ToHexString(unwrapped.Payload));
    }

    [Fact]
    public void Ten_thousand_mutations_throw_nothing() =>
        Mutation.Survives([RtpVectors.OneByte, RtpVectors.TwoByte], bytes =>
        {
            if (Rtx.TryUnwrap(bytes, 98, new Ssrc(1), out var length)) Assert.True(RtpPacket.TryParse(bytes.AsSpan(0, length), out _));
        });
}
