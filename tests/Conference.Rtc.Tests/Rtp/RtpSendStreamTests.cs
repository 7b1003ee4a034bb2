using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

public sealed class RtpSendStreamTests
{
    private static readonly Timestamp Now = Timestamp.FromMilliseconds(987_654_321);
    private static readonly SequenceNumber Transport = new(0xFFFE);

    public static TheoryData<int, int, bool, string, byte> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, bool, string, byte>();
            foreach (var descriptor in new[] { 0, 3, 16, 17, 90 })
                foreach (var color in new[] { 0, 4, 28 })
                    foreach (var isAudio in new[] { false, true })
                        foreach (var mid in new[] { "", "0", "sixteencharacter" })
                            foreach (byte highest in new byte[] { 8, 14, 20 }) shapes.Add(descriptor, color, isAudio, mid, highest);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Its_headers_are_those_that_would_be_written_from_scratch(int descriptor, int color, bool isAudio, string mid, byte highest)
    {
        foreach (var map in new[] { null, new HeaderExtensionMap(), Everything(highest), Without(HeaderExtensionKind.TransportSequence, highest) })
        {
            var header = new RtpHeader
            {
                PayloadType = 96, Marker = true, SequenceNumber = new(65_535), Timestamp = 0xFFFF_FFF0, Ssrc = new(0x12345678), Extensions = map,
                Mid = mid.Length > 0 ? Mid.Create(mid) : default, AudioLevel = isAudio ? new AudioLevel(30, true) : null,
            };
            header.TrySetDependencyDescriptor(Octets(descriptor));
            header.TrySetColorSpace(Octets(color));
            var stream = new RtpSendStream(header.Ssrc) { Extensions = map, Mid = header.Mid };
            var packet = new RtpSendPacket
            {
                PayloadType = 96, Marker = true, SequenceNumber = new(65_535), Timestamp = 0xFFFF_FFF0, Payload = [], AudioLevel = header.AudioLevel,
                DependencyDescriptor = Octets(descriptor), ColorSpace = Octets(color),
            };

            var expected = new byte[Outbox.MaxDatagramLength];
            var written = new byte[Outbox.MaxDatagramLength];
            written.AsSpan().Fill(0xEE); // slots are used again and again
            var length = header.Write(expected, Transport, AbsSendTime.FromMicroseconds(Now.Microseconds));

            Assert.Equal(length, stream.WriteHeader(written, packet, Transport, Now));
            Assert.Equal(expected[..length], written[..length]);
        }
    }

    [Fact]
    public void Without_its_mid_a_header_is_as_short_as_if_it_had_never_had_one()
    {
        var stream = new RtpSendStream(new(1), Mid.Create("0")) { Extensions = Everything(8) };
        var packet = new RtpSendPacket { PayloadType = 96, SequenceNumber = new(1), Timestamp = 1, Payload = [] };
        var buffer = new byte[Outbox.MaxDatagramLength];
        Assert.Equal(28, stream.WriteHeader(buffer, packet, Transport, Now));

        stream.Mid = default;

        Assert.Equal(24, stream.WriteHeader(buffer, packet, Transport, Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Padding_is_announced_in_the_first_octet(int descriptor)
    {
        var stream = new RtpSendStream(new(1)) { Extensions = Everything(8) };
        var packet = new RtpSendPacket
        {
            PayloadType = 96, SequenceNumber = new(1), Timestamp = 1, Payload = [9, 0, 0, 3], HasPadding = true, DependencyDescriptor = Octets(descriptor),
        };
        var buffer = new byte[Outbox.MaxDatagramLength];
        var length = stream.WriteHeader(buffer, packet, Transport, Now);
        packet.Payload.CopyTo(buffer.AsSpan(length));

        Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, length + 4), out var parsed));
        Assert.Equal([9], parsed.Payload.ToArray());
        Assert.Equal(3, parsed.PaddingLength);
    }

    private static byte[] Octets(int count) => [.. Enumerable.Range(1, count).Select(i => (byte)i)];

    private static HeaderExtensionMap Everything(byte highest) => Without(HeaderExtensionKind.None, highest);

    private static HeaderExtensionMap Without(HeaderExtensionKind left, byte highest)
    {
        var map = new HeaderExtensionMap();
        byte id = 1;
        foreach (var kind in Enum.GetValues<HeaderExtensionKind>())
            if (kind != HeaderExtensionKind.None && kind != left) Assert.True(map.TryAdd(kind == HeaderExtensionKind.ColorSpace ? highest : id++, kind));
        return map;
    }
}
