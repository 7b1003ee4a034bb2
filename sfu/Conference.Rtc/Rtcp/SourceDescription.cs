using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>SDES (RFC 3550 §6.5), of which only the canonical name matters.</summary>
public static class SourceDescription
{
    private const byte End = 0;
    private const byte CanonicalName = 1;

    /// <summary>The first chunk's CNAME; false when it has none or an item is cut short.</summary>
    /// <param name="cname">UTF-8, as on the wire.</param>
    public static bool TryGetCname(in RtcpPacket packet, out Ssrc ssrc, out ReadOnlySpan<byte> cname)
    {
        ssrc = default;
        cname = default;
        if (packet.Type != RtcpPacketType.SourceDescription || packet.Count == 0 || packet.Body.Length < 4) return false;
        ssrc = packet.SsrcAt(0);
        var items = packet.Body[4..];
        while (items.Length >= 2 && items[0] != End)
        {
            var length = items[1];
            if (items.Length < 2 + length) return false;
            if (items[0] == CanonicalName)
            {
                cname = items.Slice(2, length);
                return true;
            }

            items = items[(2 + length)..];
        }

        return false;
    }

    /// <param name="cname">At most 255 bytes of UTF-8.</param>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc ssrc, scoped ReadOnlySpan<byte> cname)
    {
        if (cname.Length > 255) return false;
        // SSRC, the item, and at least one zero that ends the list (RFC 3550 §6.5).
        if (!writer.TryReserve(RtcpPacketType.SourceDescription, 1, 4 + 2 + cname.Length + 1, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc.Value);
        body[4] = CanonicalName;
        body[5] = (byte)cname.Length;
        cname.CopyTo(body[6..]);
        return true;
    }
}
