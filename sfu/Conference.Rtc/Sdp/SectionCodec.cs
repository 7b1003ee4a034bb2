using Conference.Rtc.Codecs;

namespace Conference.Rtc.Sdp;

/// <summary>A codec of a section and the payload types it has there.</summary>
/// <param name="RtxPayloadType">Null when the peer has no RTX for it.</param>
public sealed record SectionCodec(MediaCodec Codec, byte PayloadType, byte? RtxPayloadType)
{
    /// <summary>The fmtp value as the peer wrote it.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>The codecs of ours that a section names, first mention first, each once.</summary>
    public static IReadOnlyList<SectionCodec> ReadAll(MediaSection section)
    {
        var formats = section.ReadFormats();
        var codecs = new List<SectionCodec>();
        foreach (var format in formats)
        {
            if (format.Codec is not { } codec || codecs.Exists(known => known.Codec == codec)) continue;
            byte? rtx = null;
            foreach (var repair in formats)
                if (repair.AssociatedPayloadType == format.PayloadType) rtx ??= repair.PayloadType;
            codecs.Add(new SectionCodec(codec, format.PayloadType, rtx) { Parameters = format.Parameters });
        }

        return codecs;
    }
}
