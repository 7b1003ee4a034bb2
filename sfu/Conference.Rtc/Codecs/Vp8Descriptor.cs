using System.Buffers.Binary;

namespace Conference.Rtc.Codecs;

/// <summary>The VP8 payload descriptor (RFC 7741 §4.2).</summary>
/// <param name="Length">Bytes of the descriptor: where the VP8 data begins.</param>
/// <param name="NonReference">N: no other frame depends on this one.</param>
/// <param name="StartOfPartition">S.</param>
/// <param name="Partition">PID.</param>
/// <param name="PictureId">7 or 15 bits; -1 when absent.</param>
/// <param name="Tl0PictureIndex">TL0PICIDX; -1 when absent.</param>
/// <param name="TemporalLayer">TID; 0 when absent.</param>
public readonly record struct Vp8Descriptor(
    int Length, bool NonReference, bool StartOfPartition, byte Partition, int PictureId, int Tl0PictureIndex, byte TemporalLayer)
{
    public bool StartOfFrame => StartOfPartition && Partition == 0;

    /// <summary>False when the payload ends inside the descriptor or has no data behind it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8Descriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty) return false;
        var first = payload[0];
        var length = 1;
        var pictureId = -1;
        var tl0 = -1;
        byte temporal = 0;
        if ((first & 0x80) != 0)
        {
            if (payload.Length < 2) return false;
            var extension = payload[1];
            length = 2;
            if ((extension & 0x80) != 0)
            {
                if (payload.Length <= length) return false;
                if ((payload[length] & 0x80) != 0)
                {
                    if (payload.Length <= length + 1) return false;
                    pictureId = BinaryPrimitives.ReadUInt16BigEndian(payload[length..]) & 0x7FFF;
                    length += 2;
                }
                else
                {
                    pictureId = payload[length++];
                }
            }

            if ((extension & 0x40) != 0)
            {
                if (payload.Length <= length) return false;
                tl0 = payload[length++];
            }

            // T and K share one byte, present when either is set.
            if ((extension & 0x30) != 0)
            {
                if (payload.Length <= length) return false;
                if ((extension & 0x20) != 0) temporal = (byte)(payload[length] >> 6);
                length++;
            }
        }

        if (payload.Length <= length) return false;
        descriptor = new Vp8Descriptor(length, (first & 0x20) != 0, (first & 0x10) != 0, (byte)(first & 0x07), pictureId, tl0, temporal);
        return true;
    }
}
