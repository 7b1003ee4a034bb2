namespace Conference.Sfu.Control;

/// <summary>
/// A publisher's SDP offer (RFC 8866, RFC 9429). The same peer connection offers again when it adds or removes a track or is asked to by
/// <see cref="PublishAgain"/>; an offer with a new DTLS fingerprint is a new peer connection and replaces the old transport.
/// </summary>
/// <param name="Sections">
/// The source of each sending m= section; a section that is not named is rejected (port 0). Null when nobody says (WHIP): the first audio section is the
/// microphone, the second the screen's sound, the first video section the camera, the second the screen, and all of them are taken or the offer is refused.
/// </param>
public sealed record PublishOffer(string Sdp, IReadOnlyList<PublishedSection>? Sections);
