using System.Buffers.Binary;

namespace Conference.Rtc.Codecs;

/// <summary>The VP9 payload descriptor (RFC 9628 §4.2).</summary>
/// <param name="Length">Bytes of the descriptor: where the VP9 data begins.</param>
/// <param name="InterPicture">P: predicted from another picture; without it, on spatial layer 0, the picture is a key picture.</param>
/// <param name="StartOfFrame">B.</param>
/// <param name="EndOfFrame">E; with spatial layers a picture has several frames and ends with the marker bit.</param>
/// <param name="PictureId">7 or 15 bits; -1 when absent.</param>
/// <param name="SwitchingPoint">U: a receiver may switch up to this temporal layer here.</param>
/// <param name="NotReferenceForUpperSpatial">Z.</param>
public readonly record struct Vp9Descriptor(
    int Length,
    bool InterPicture,
    bool StartOfFrame,
    bool EndOfFrame,
    bool NotReferenceForUpperSpatial,
    int PictureId,
    byte TemporalLayer,
    bool SwitchingPoint,
    byte SpatialLayer)
{
    private const int MaxReferences = 3;

    /// <summary>False when the payload ends inside the descriptor or has no data behind it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp9Descriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty) return false;
        var first = payload[0];
        var (hasPictureId, interPicture, hasLayers, flexible) = ((first & 0x80) != 0, (first & 0x40) != 0, (first & 0x20) != 0, (first & 0x10) != 0);
        var at = 1;
        var pictureId = -1;
        if (hasPictureId)
        {
            if (payload.Length <= at) return false;
            if ((payload[at] & 0x80) != 0)
            {
                if (payload.Length <= at + 1) return false;
                pictureId = BinaryPrimitives.ReadUInt16BigEndian(payload[at..]) & 0x7FFF;
                at += 2;
            }
            else
            {
                pictureId = payload[at++];
            }
        }

        byte layers = 0;
        if (hasLayers)
        {
            if (payload.Length <= at) return false;
            layers = payload[at++];
            if (!flexible) at++; // TL0PICIDX
        }

        if (flexible && interPicture && !TrySkipReferences(payload, ref at)) return false;
        if ((first & 0x02) != 0 && !TrySkipScalabilityStructure(payload, ref at)) return false;
        if (payload.Length <= at) return false;
        descriptor = new Vp9Descriptor(
            at, interPicture, (first & 0x08) != 0, (first & 0x04) != 0, (first & 0x01) != 0, pictureId,
            (byte)(layers >> 5), (layers & 0x10) != 0, (byte)((layers >> 1) & 0x07));
        return true;
    }

    private static bool TrySkipReferences(ReadOnlySpan<byte> payload, ref int at)
    {
        for (var count = 0; count < MaxReferences; count++)
        {
            if (payload.Length <= at) return false;
            if ((payload[at++] & 1) == 0) return true;
        }

        return false; // RFC 9628 §4.2: at most three, so the third has N = 0
    }

    private static bool TrySkipScalabilityStructure(ReadOnlySpan<byte> payload, ref int at)
    {
        if (payload.Length <= at) return false;
        var structure = payload[at++];
        if ((structure & 0x10) != 0) at += ((structure >> 5) + 1) * 4; // Y: width and height of each spatial layer
        if ((structure & 0x08) == 0) return true;
        if (payload.Length <= at) return false;
        for (int pictures = payload[at++]; pictures > 0; pictures--)
        {
            if (payload.Length <= at) return false;
            at += 1 + ((payload[at] >> 2) & 0x03);
        }

        return true;
    }
}
