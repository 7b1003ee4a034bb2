using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>A section of a publisher's offer, read once: what is answered later needs no further look at its lines.</summary>
/// <param name="Source">Its m= line, for the answer.</param>
/// <param name="Mid">Empty when the section is rejected and has none.</param>
/// <param name="Codecs">The codecs of ours that it names; none when it is rejected, or neither audio nor video.</param>
/// <param name="Extensions">The header extensions of ours that it names.</param>
/// <param name="Streams">The announced SSRCs, first encoding first; may be empty.</param>
/// <param name="Layers">The encodings of the same picture that it offers to send; empty when it offers one.</param>
public sealed record OfferedSection(
    MediaSection Source,
    Mid Mid,
    MediaDirection Direction,
    bool IsRejected,
    IReadOnlyList<SectionCodec> Codecs,
    IReadOnlyList<ExtensionLine> Extensions,
    IReadOnlyList<OfferedStream> Streams,
    IReadOnlyList<OfferedLayer> Layers)
{
    public MediaKind Kind => Source.Kind;

    /// <summary>The publisher means to send on it.</summary>
    public bool Sends => !IsRejected && Kind != MediaKind.Other && (Direction & MediaDirection.SendOnly) != 0;

    /// <param name="section">One that <see cref="OfferRules"/> has passed.</param>
    internal static OfferedSection Read(MediaSection section)
    {
        var mid = Mid.TryParse(section.MidText.AsSpan(), out var named) ? named : default;
        if (section.IsRejected || section.Kind == MediaKind.Other) return new OfferedSection(section, mid, section.Direction, section.IsRejected, [], [], [], []);
        return new OfferedSection(
            section, mid, section.Direction, IsRejected: false, SectionCodec.ReadAll(section),
            [.. section.ReadExtensions().Where(line => line.Kind != HeaderExtensionKind.None)], OfferedStream.ReadAll(section),
            section.Kind == MediaKind.Video ? OfferedLayer.ReadAll(section) : []);
    }
}
