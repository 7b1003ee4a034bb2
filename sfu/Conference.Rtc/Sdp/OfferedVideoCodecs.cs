using Conference.Rtc.Codecs;

namespace Conference.Rtc.Sdp;

/// <summary>Which of our video codecs a description's sections have: what a publisher can send, or what a browser's capabilities offer can receive.</summary>
public static class OfferedVideoCodecs
{
    /// <summary>The codecs that every video section going that way has; empty when there is no such section.</summary>
    /// <param name="direction">SendOnly: what the describer can send. RecvOnly: what it can receive.</param>
    public static IReadOnlyList<MediaCodec> Of(SessionDescription description, MediaDirection direction) => InAll(description.Sections
        .Where(section => section.Kind == MediaKind.Video && !section.IsRejected && (section.Direction & direction) != 0)
        .Select(SectionCodec.ReadAll));

    /// <summary>The codecs that all of these sections have, in the first one's order.</summary>
    internal static IReadOnlyList<MediaCodec> InAll(IEnumerable<IReadOnlyList<SectionCodec>> sections)
    {
        List<MediaCodec>? common = null;
        foreach (var codecs in sections)
        {
            if (common is null) common = [.. codecs.Select(codec => codec.Codec)];
            else common.RemoveAll(codec => !codecs.Any(other => other.Codec == codec));
        }

        return common ?? [];
    }
}
