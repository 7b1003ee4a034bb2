namespace Conference.Rtc.Codecs;

/// <summary>The picture size that the first packet of a key frame tells.</summary>
public static class KeyFrameSize
{
    /// <summary>False when this packet does not tell it: encrypted end to end, or the parameter sets came in another.</summary>
    /// <param name="payload">Of the packet that opens the key frame.</param>
    public static bool TryRead(MediaCodec codec, ReadOnlySpan<byte> payload, out int width, out int height)
    {
        (width, height) = (0, 0);
        return codec switch
        {
            MediaCodec.Vp8 => Vp8Descriptor.TryParse(payload, out var vp8) && Vp8KeyFrameHeader.TryReadSize(payload[vp8.Length..], out width, out height),
            MediaCodec.Vp9 => Vp9Descriptor.TryParse(payload, out var vp9) && Vp9KeyFrameHeader.TryReadSize(payload[vp9.Length..], out width, out height),
            MediaCodec.H264 => TryReadH264(payload, out width, out height),
            MediaCodec.Av1 => TryReadAv1(payload, out width, out height),
            _ => false,
        };
    }

    private static bool TryReadH264(ReadOnlySpan<byte> payload, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (!H264Payload.TryOpen(payload, out var units)) return false;
        while (units.MoveNext())
        {
            if (units.Type != H264NalType.SequenceParameters || units.IsFragment) continue;
            // The parser wants the unit with its header byte, which it does not look at.
            Span<byte> unit = stackalloc byte[256];
            if (units.Body.Length + 1 > unit.Length) return false;
            unit[0] = units.Header;
            units.Body.CopyTo(unit[1..]);
            return H264SequenceParameters.TryReadSize(unit[..(units.Body.Length + 1)], out width, out height);
        }

        return false;
    }

    private static bool TryReadAv1(ReadOnlySpan<byte> payload, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (!Av1Payload.TryOpen(payload, out var elements)) return false;
        while (elements.MoveNext())
        {
            if (elements.IsContinued || elements.IsUnfinished || elements.Element.IsEmpty || Av1ObuType.Of(elements.Element[0]) != Av1ObuType.SequenceHeader) continue;
            var header = elements.Element[0];
            var body = elements.Element[((header & 0x04) != 0 ? 2 : 1)..];
            if ((header & 0x02) == 0) return Av1SequenceHeader.TryReadSize(body, out width, out height);
            return Leb128.TryRead(body, out var length, out var prefix) && length <= body.Length - prefix
                && Av1SequenceHeader.TryReadSize(body.Slice(prefix, length), out width, out height);
        }

        return false;
    }
}
