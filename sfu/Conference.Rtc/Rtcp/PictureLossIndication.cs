using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>PLI (RFC 4585 §6.3.1): the receiver cannot go on without a key frame.</summary>
/// <param name="Sender">Who asks.</param>
/// <param name="Media">The stream that shall send one.</param>
public readonly record struct PictureLossIndication(Ssrc Sender, Ssrc Media)
{
    public static bool TryParse(in RtcpPacket packet, out PictureLossIndication indication)
    {
        indication = default;
        if (!packet.IsFeedback(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.PictureLoss, 0)) return false;
        indication = new PictureLossIndication(packet.SsrcAt(0), packet.SsrcAt(4));
        return true;
    }

    public bool TryWrite(ref RtcpWriter writer)
    {
        if (!writer.TryReserve(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.PictureLoss, RtcpFeedbackFormat.CommonLength, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, Sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], Media.Value);
        return true;
    }
}
