namespace Conference.Load.Server;

/// <summary>What the server's process says to a <see cref="SfuRequest"/>, one JSON line.</summary>
/// <param name="Sdp">The answer to a publisher's offer, or the offer to a subscriber.</param>
/// <param name="OfferId">Of the offer to a subscriber.</param>
/// <param name="ManagedBytes">What the garbage collector's heap holds.</param>
/// <param name="Counters">The meter "Conference.Sfu", each instrument with its tag: "sfu.rtp.packets.out".</param>
/// <param name="Error">Empty, or why it was refused.</param>
internal sealed record SfuReply(
    string Sdp = "", int OfferId = 0, long ManagedBytes = 0, IReadOnlyDictionary<string, double>? Counters = null, string Error = "");
