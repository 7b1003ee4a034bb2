namespace Conference.Sfu.Control;

/// <summary>
/// A player's SDP offer of sections that receive (WHEP). Sections are filled with the room's tracks in this order: publishers who may show the
/// screen first, then who published earlier; of each the camera before the screen, the microphone before the screen's sound. What ends gives its section
/// to the next.
/// </summary>
/// <param name="Track">
/// Play this one, and its publisher's microphone in the first audio section; the transport closes when the track ends. Null plays the room.
/// </param>
public sealed record PlayOffer(string Sdp, TrackId? Track);
