using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

/// <summary>Packets to start from.</summary>
internal static class RtpVectors
{
    /// <summary>RFC 8285 §4.2's shape: CSRC, one-byte elements 1 (1 byte), padding, 2 (2 bytes), 3 (4 bytes), payload, 3 bytes of padding.</summary>
    public static byte[] OneByte => Convert.FromHexString(
        "B1E012345566778899AABBCC00000007" + "BEDE0003" + "10AA" + "00" + "21BBCC" + "33DDEEFF11" + "00" + "010203" + "0405" + "000003");

    /// <summary>RFC 8285 §4.3's shape: elements 1 (empty), 2 (1 byte), padding, 3 (4 bytes).</summary>
    public static byte[] TwoByte => Convert.FromHexString(
        "906F0001000000020000000310000003" + "0100" + "0201AB" + "00" + "0304DEADBEEF" + "CAFE");

    public static HeaderExtensionMap Map(bool withLongId = false)
    {
        var map = new HeaderExtensionMap();
        Assert.True(map.TryAdd(1, HeaderExtensionKind.Mid));
        Assert.True(map.TryAdd(2, HeaderExtensionKind.TransportSequence));
        Assert.True(map.TryAdd(3, HeaderExtensionKind.AudioLevel));
        Assert.True(map.TryAdd(withLongId ? (byte)200 : (byte)4, HeaderExtensionKind.DependencyDescriptor));
        Assert.True(map.TryAdd(5, HeaderExtensionKind.AbsSendTime));
        Assert.True(map.TryAdd(6, HeaderExtensionKind.ColorSpace));
        return map;
    }

    public static byte[] Write(in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        var packet = new byte[header.Length + payload.Length];
        Assert.Equal(header.Length, header.Write(packet, new SequenceNumber(4711), new AbsSendTime(0x123456)));
        payload.CopyTo(packet.AsSpan(header.Length));
        return packet;
    }
}
