using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>A section of a publisher's offer and what was made of it.</summary>
/// <param name="Mid">Default when the offer's section had none (then it is rejected).</param>
/// <param name="Accepted">The answer takes media on it. False: rejected (port 0), or inactive because the publisher does not send.</param>
/// <param name="Codec">The codec and payload types of the answer; null unless accepted.</param>
/// <param name="Streams">The announced SSRCs, first encoding first; may be empty (then the mid extension tells).</param>
/// <param name="Layers">The encodings that the answer takes, each told by the rid in its packets; empty when it takes one.</param>
public sealed record PublisherSection(
    Mid Mid, MediaKind Kind, bool Accepted, SectionCodec? Codec, IReadOnlyList<OfferedStream> Streams, IReadOnlyList<Rid> Layers);
