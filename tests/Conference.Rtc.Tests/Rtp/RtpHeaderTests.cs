using Conference.Rtc.Rtp;
using FsCheck.Fluent;

namespace Conference.Rtc.Tests.Rtp;

public sealed class RtpHeaderTests
{
    [Fact]
    public void A_header_without_extensions_takes_twelve_bytes()
    {
        var header = new RtpHeader { PayloadType = 111, Marker = true, SequenceNumber = new(7), Timestamp = 8, Ssrc = new(9) };

        Assert.Equal(12, header.Length);
        Assert.Equal("80EF0007000000080000000901", Convert.ToHexString(RtpVectors.Write(header, [1])));
    }

    [Fact]
    public void Extensions_that_were_not_negotiated_are_not_written()
    {
        var header = new RtpHeader { Extensions = new HeaderExtensionMap(), Mid = Mid.Create("a"), AudioLevel = new AudioLevel(3, true) };

        Assert.Equal(12, header.Length);
    }

    [Fact]
    public void A_descriptor_longer_than_sixteen_bytes_makes_the_block_two_byte()
    {
        var header = new RtpHeader { Extensions = RtpVectors.Map() };
        Assert.True(header.TrySetDependencyDescriptor(new byte[17]));

        var packet = RtpVectors.Write(header, []);

        Assert.Equal(0x10, packet[12]);
        Assert.True(RtpPacket.TryParse(packet, out var parsed));
        Assert.True(parsed.TryGetDependencyDescriptor(RtpVectors.Map(), out _, out var bytes));
        Assert.Equal(17, bytes.Length);
    }

    [Fact]
    public void A_descriptor_that_is_too_long_is_left_out()
    {
        var header = new RtpHeader();

        Assert.False(header.TrySetDependencyDescriptor(new byte[DependencyDescriptor.MaxLength + 1]));
        Assert.True(header.DependencyDescriptor.IsEmpty);
    }

    [Theory]
    [InlineData(4, 0xBE)]
    [InlineData(28, 0x10)]
    public void A_color_space_is_carried_with_and_without_its_hdr_metadata(int length, byte profile)
    {
        var header = new RtpHeader { Extensions = RtpVectors.Map() };
        byte[] element = [6, 6, 6, 0x15, .. Enumerable.Range(1, length - 4).Select(i => (byte)i)];
        Assert.True(header.TrySetColorSpace(element));

        var packet = RtpVectors.Write(header, [1]);

        Assert.Equal(profile, packet[12]);
        Assert.True(RtpPacket.TryParse(packet, out var parsed));
        Assert.True(parsed.TryGetColorSpace(RtpVectors.Map(), out var colorSpace, out var bytes));
        Assert.Equal(new ColorSpace(6, 6, 6, 1), colorSpace);
        Assert.Equal(element, bytes.ToArray());
    }

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Sequence, uint Timestamp, uint Ssrc, byte Bits)>(),
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<byte[]>(),
        (fields, payload, descriptor) =>
        {
            var map = RtpVectors.Map(withLongId: (fields.Bits & 1) != 0);
            var header = new RtpHeader
            {
                PayloadType = (byte)(fields.Bits & 0x7F),
                Marker = (fields.Bits & 0x80) != 0,
                SequenceNumber = new(fields.Sequence),
                Timestamp = fields.Timestamp,
                Ssrc = new(fields.Ssrc),
                Extensions = map,
                Mid = (fields.Bits & 2) != 0 ? Mid.Create("video-" + fields.Bits) : default,
                AudioLevel = (fields.Bits & 4) != 0 ? new AudioLevel((byte)(fields.Bits & 0x7F), (fields.Bits & 8) != 0) : null,
            };
            var carried = header.TrySetDependencyDescriptor(descriptor);
            var colored = header.TrySetColorSpace(payload);

            var bytes = RtpVectors.Write(header, payload);
            if (!RtpPacket.TryParse(bytes, out var packet)) return false;
            packet.TryGetMid(map, out var mid);
            AudioLevel? level = packet.TryGetAudioLevel(map, out var found) ? found : null;
            packet.TryGetExtension(map[HeaderExtensionKind.DependencyDescriptor], out var dependency);
            packet.TryGetExtension(map[HeaderExtensionKind.ColorSpace], out var color);
            return packet.PayloadType == header.PayloadType && packet.Marker == header.Marker && packet.SequenceNumber == header.SequenceNumber
                && packet.Timestamp == header.Timestamp && packet.Ssrc == header.Ssrc && packet.Payload.SequenceEqual(payload)
                && mid == header.Mid && level == header.AudioLevel && dependency.SequenceEqual(carried ? descriptor : [])
                && color.SequenceEqual(colored ? payload : [])
                && packet.TryGetTransportSequence(map, out var sequence) && sequence.Value == 4711
                && packet.TryGetAbsSendTime(map, out var time) && time.Value == 0x123456;
        }).Holds();

    [Fact]
    public void Writing_allocates_nothing()
    {
        var header = new RtpHeader { Extensions = RtpVectors.Map(), Mid = Mid.Create("1"), AudioLevel = new AudioLevel(30, true) };
        var buffer = new byte[200];

        Assert.Equal(0, Allocation.OfThousand(() => header.Write(buffer, new SequenceNumber(1))));
    }
}
