using Conference.Rtc.Codecs;

namespace Conference.Rtc.Sdp;

/// <summary>Which of our video codecs a description's sections have: what a publisher can send, or what a browser's capabilities offer can receive.</summary>
public static class OfferedVideoCodecs
{
    /// <summary>The codecs that every video section going that way has; empty when there is no such section.</summary>
    /// <param name="direction">SendOnly: what the describer can send. RecvOnly: what it can receive.</param>
    public static IReadOnlyList<MediaCodec> Of(SessionDescription description, MediaDirection direction)
    {
        List<MediaCodec>? common = null;
        foreach (var section in description.Sections)
        {
            if (section.Kind != MediaKind.Video || section.IsRejected || (section.Direction & direction) == 0) continue;
            var codecs = SectionCodec.ReadAll(section);
            if (common is null)
            {
                common = [];
                foreach (var codec in codecs) common.Add(codec.Codec);
            }
            else
            {
                common.RemoveAll(codec => !codecs.Any(other => other.Codec == codec));
            }
        }

        return common ?? [];
    }
}
