using Conference.Load.Measuring;

namespace Conference.Load.Servers.MediaPlane;

/// <summary>What the media plane's process says to a <see cref="MediaPlaneRequest"/>, one JSON line.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Sdp">The answer to a publisher's offer, or the offer to a subscriber.</param>
/// <param name="OfferId">Of the offer to a subscriber.</param>
/// <param name="Memory">What it holds.</param>
/// <param name="Error">Why it was refused; null when it was not.</param>
internal sealed record MediaPlaneReply(int Id, string Sdp = "", int OfferId = 0, MemoryReading Memory = default, string? Error = null);
