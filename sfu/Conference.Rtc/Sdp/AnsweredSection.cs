using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>What a subscriber's answer says of one of our sections.</summary>
/// <param name="Mid">Empty when a rejected section has none.</param>
/// <param name="Receives">The browser takes media on it.</param>
/// <param name="Rejected">Port 0: the section is dead and cannot be used again.</param>
/// <param name="Codecs">The codecs it takes, with the payload types to send them under.</param>
public sealed record AnsweredSection(Mid Mid, bool Receives, bool Rejected, IReadOnlyList<SectionCodec> Codecs)
{
    /// <summary>Of its m= line, for errors.</summary>
    public int Line { get; init; }

    /// <summary>The payload types of <paramref name="codec"/>, or null when the browser cannot receive it here.</summary>
    public SectionCodec? Find(MediaCodec codec)
    {
        foreach (var candidate in Codecs)
            if (candidate.Codec == codec) return candidate;
        return null;
    }
}
