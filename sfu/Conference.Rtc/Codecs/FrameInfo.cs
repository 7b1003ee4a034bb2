using Conference.Rtc.Rtp;

namespace Conference.Rtc.Codecs;

/// <summary>
/// What the SFU knows of a packet's place in the video: read once per packet, from the dependency descriptor when there is one, else from the payload
/// header. No later station looks into the payload.
/// </summary>
/// <param name="StartOfFrame">First packet of a frame, as far as one packet can tell.</param>
/// <param name="EndOfFrame">Last packet of a frame.</param>
/// <param name="KeyFrame">
/// The packet opens, or belongs visibly to, a key frame: decoding can start at the first such packet. Not set on every packet of a key frame.
/// </param>
/// <param name="PictureId">VP8 and VP9 only; -1 when unknown.</param>
/// <param name="Discardable">No other frame depends on this one.</param>
public readonly record struct FrameInfo(
    MediaCodec Codec,
    bool StartOfFrame,
    bool EndOfFrame,
    bool KeyFrame,
    int PictureId,
    byte TemporalLayer,
    byte SpatialLayer,
    bool Discardable)
{
    /// <summary>False when the payload header is malformed, or not of the agreed mode.</summary>
    /// <param name="marker">The RTP marker bit, which ends a picture for every video codec.</param>
    public static bool TryRead(MediaCodec codec, ReadOnlySpan<byte> payload, bool marker, out FrameInfo info)
    {
        switch (codec)
        {
            case MediaCodec.Opus:
                info = new FrameInfo(codec, true, true, true, -1, 0, 0, false);
                return !payload.IsEmpty;
            case MediaCodec.Vp8:
                return TryReadVp8(payload, marker, out info);
            case MediaCodec.Vp9:
                return TryReadVp9(payload, out info);
            case MediaCodec.H264:
                return TryReadH264(payload, marker, out info);
            case MediaCodec.Av1:
                return TryReadAv1(payload, marker, out info);
            default:
                info = default;
                return false;
        }
    }

    /// <summary>From a dependency descriptor's mandatory fields; layers stay 0, because a template's meaning needs its structure.</summary>
    public static FrameInfo Of(MediaCodec codec, in DependencyDescriptor descriptor) =>
        new(codec, descriptor.StartOfFrame, descriptor.EndOfFrame, descriptor.HasStructure, -1, 0, 0, false);

    private static bool TryReadVp8(ReadOnlySpan<byte> payload, bool marker, out FrameInfo info)
    {
        info = default;
        if (!Vp8Descriptor.TryParse(payload, out var descriptor)) return false;
        var key = descriptor.StartOfFrame && Vp8KeyFrameHeader.IsKeyFrame(payload[descriptor.Length..]);
        info = new FrameInfo(
            MediaCodec.Vp8, descriptor.StartOfFrame, marker, key, descriptor.PictureId, descriptor.TemporalLayer, 0, descriptor.NonReference);
        return true;
    }

    private static bool TryReadVp9(ReadOnlySpan<byte> payload, out FrameInfo info)
    {
        info = default;
        if (!Vp9Descriptor.TryParse(payload, out var descriptor)) return false;
        // The descriptor alone is asked, so that frames that are encrypted end to end keep their key frames.
        var key = descriptor is { StartOfFrame: true, InterPicture: false, SpatialLayer: 0 };
        info = new FrameInfo(
            MediaCodec.Vp9, descriptor.StartOfFrame, descriptor.EndOfFrame, key, descriptor.PictureId, descriptor.TemporalLayer,
            descriptor.SpatialLayer, false);
        return true;
    }

    private static bool TryReadH264(ReadOnlySpan<byte> payload, bool marker, out FrameInfo info)
    {
        info = default;
        if (!H264Payload.TryOpen(payload, out var units)) return false;
        var (start, key, reference) = (false, false, false);
        while (units.MoveNext())
        {
            start |= units.IsFirstSlice || (units.IsStart && units.Type is H264NalType.SequenceParameters or H264NalType.AccessUnitDelimiter);
            key |= units.Type is H264NalType.SequenceParameters or H264NalType.IdrSlice;
            reference |= (units.Header & 0x60) != 0; // nal_ref_idc
        }

        info = new FrameInfo(MediaCodec.H264, start, marker, key, -1, 0, 0, !reference);
        return true;
    }

    private static bool TryReadAv1(ReadOnlySpan<byte> payload, bool marker, out FrameInfo info)
    {
        info = default;
        if (!Av1Payload.TryOpen(payload, out var elements)) return false;
        var (start, key, temporal, spatial) = (false, elements.StartsSequence, (byte)0, (byte)0);
        if (elements.MoveNext() && !elements.IsContinued && !elements.Element.IsEmpty)
        {
            var header = elements.Element[0];
            var type = Av1ObuType.Of(header);
            start = type is Av1ObuType.SequenceHeader or Av1ObuType.TemporalDelimiter or Av1ObuType.FrameHeader or Av1ObuType.Frame;
            key |= type == Av1ObuType.SequenceHeader;
            if ((header & 0x04) != 0 && elements.Element.Length > 1)
                (temporal, spatial) = ((byte)(elements.Element[1] >> 5), (byte)((elements.Element[1] >> 3) & 0x03));
        }

        if (elements.Malformed) return false;
        info = new FrameInfo(MediaCodec.Av1, start, marker, key, -1, temporal, spatial, false);
        return true;
    }
}
