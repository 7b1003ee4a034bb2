namespace Conference.Load.Server;

/// <summary>One order to the server's process, one JSON line.</summary>
/// <param name="Do">"publish", "subscribe", "answer" or "read".</param>
/// <param name="Participant">Whom it is about; not for "read".</param>
/// <param name="Sdp">The offer to publish with, or the answer.</param>
/// <param name="OfferId">Which offer is answered.</param>
/// <param name="Collect">"read" collects garbage first, so that what is counted is what is held.</param>
internal sealed record SfuRequest(string Do, Guid Participant = default, string Sdp = "", int OfferId = 0, bool Collect = false);
