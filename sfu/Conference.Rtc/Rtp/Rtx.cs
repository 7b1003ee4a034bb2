using System.Buffers.Binary;

namespace Conference.Rtc.Rtp;

/// <summary>
/// Retransmission payload format (RFC 4588 §4): a stream of its own (SSRC, payload type, sequence numbers) whose payload is the original
/// sequence number followed by the original payload. To send one set <see cref="RtpHeader.OriginalSequenceNumber"/>.
/// </summary>
public static class Rtx
{
    public const int OriginalSequenceNumberLength = 2;

    /// <summary>
    /// Turns an RTX packet back into the packet that was lost, in place, and says how long it is. False for one without payload:
    /// browsers send padding on the RTX stream to probe for bandwidth.
    /// </summary>
    /// <param name="packet">An RTX packet; holds the original one afterwards, padding removed.</param>
    /// <param name="payloadType">The payload type that the RTX type is associated with (apt).</param>
    /// <param name="ssrc">The SSRC of the original stream.</param>
    /// <param name="length">Bytes of the original packet.</param>
    public static bool TryUnwrap(Span<byte> packet, byte payloadType, Ssrc ssrc, out int length)
    {
        length = 0;
        if (!RtpPacket.TryParse(packet, out var rtx) || rtx.Payload.Length < OriginalSequenceNumberLength) return false;
        var header = rtx.HeaderLength;
        var end = packet.Length - rtx.PaddingLength;
        var original = BinaryPrimitives.ReadUInt16BigEndian(rtx.Payload);

        // The payload moves, not the header, so that the packet still begins where its buffer begins.
        packet[(header + OriginalSequenceNumberLength)..end].CopyTo(packet[header..]);
        length = end - OriginalSequenceNumberLength;
        packet[0] &= 0xDF; // the padding is gone
        packet[1] = (byte)((packet[1] & 0x80) | (payloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], original);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc.Value);
        return true;
    }
}
