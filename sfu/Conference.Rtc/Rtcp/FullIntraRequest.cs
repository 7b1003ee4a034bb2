using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>FIR (RFC 5104 §4.3.1): orders key frames. A view of its entries.</summary>
public readonly ref struct FullIntraRequest
{
    private const int EntryLength = 8;
    private readonly ReadOnlySpan<byte> _entries;

    private FullIntraRequest(ReadOnlySpan<byte> entries) => _entries = entries;

    public int Count => _entries.Length / EntryLength;

    /// <summary>The stream that shall send a key frame, and the command's number: the same number again is the same order.</summary>
    public (Ssrc Media, byte Command) this[int index]
    {
        get
        {
            var entry = _entries.Slice(index * EntryLength, EntryLength);
            return (new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(entry)), entry[4]);
        }
    }

    public static bool TryParse(in RtcpPacket packet, out FullIntraRequest request)
    {
        request = default;
        if (!packet.IsFeedback(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.FullIntraRequest, EntryLength)) return false;
        var entries = packet.Body[RtcpFeedbackFormat.CommonLength..];
        if (entries.Length % EntryLength != 0) return false;
        request = new FullIntraRequest(entries);
        return true;
    }

    public static bool TryWrite(ref RtcpWriter writer, Ssrc sender, Ssrc media, byte command)
    {
        if (!writer.TryReserve(
            RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.FullIntraRequest, RtcpFeedbackFormat.CommonLength + EntryLength, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value); // the media field stays 0 (RFC 5104 §4.3.1.2)
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], media.Value);
        body[12] = command;
        return true;
    }
}
