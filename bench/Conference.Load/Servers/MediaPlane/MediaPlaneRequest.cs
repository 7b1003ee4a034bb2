using Conference.Sfu.Control;

namespace Conference.Load.Servers.MediaPlane;

/// <summary>One order to the media plane's process, one JSON line.</summary>
/// <param name="Id">What the reply is known by.</param>
/// <param name="Do">"open", "close", "publish", "subscribe", "answer" or "read".</param>
/// <param name="Room">Which one; not for "read".</param>
/// <param name="Participant">Whom it is about.</param>
/// <param name="Sdp">The offer to publish with, or the answer.</param>
/// <param name="Sections">What the offer's sections send.</param>
/// <param name="OfferId">Which offer is answered.</param>
internal sealed record MediaPlaneRequest(
    int Id, string Do, Guid Room = default, Guid Participant = default, string Sdp = "", IReadOnlyList<PublishedSection>? Sections = null, int OfferId = 0);
