namespace Conference.Rtc.Codecs;

/// <summary>A frame (for spatial layers: its base layer) put together from packets. Owns its bytes.</summary>
public sealed record VideoFrame
{
    public required MediaCodec Codec { get; init; }

    /// <summary>RTP timestamp, 90 kHz, as sent.</summary>
    public required uint Timestamp { get; init; }

    /// <summary>Every packet was there. An incomplete frame has no <see cref="Data"/>.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Something was lost since the previous complete frame, so that only a key frame is sure to decode.</summary>
    public required bool AfterLoss { get; init; }

    public bool IsKeyFrame { get; init; }

    /// <summary>
    /// VP8, VP9: the frame. H264: NAL units with 4-byte lengths (ISO/IEC 14496-15), parameter sets included as they came, delimiters and filler left out.
    /// AV1: a temporal unit of OBUs with size fields, without temporal delimiters (as in Matroska and MP4).
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Pixels, from the newest key frame or parameter set; 0 while unknown.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>H264: the newest sequence parameter set NAL unit. Empty for other codecs.</summary>
    public ReadOnlyMemory<byte> SequenceParameters { get; init; }

    /// <summary>H264: the newest picture parameter set NAL unit.</summary>
    public ReadOnlyMemory<byte> PictureParameters { get; init; }

    /// <summary>AV1: the newest sequence header OBU, header and size field included (the configOBUs of av1C).</summary>
    public ReadOnlyMemory<byte> SequenceHeader { get; init; }
}
