namespace Conference.Sfu.Control;

/// <param name="Fragment">Our new credentials and candidates; null when the patch only trickled candidates, which an ICE-lite server needs not.</param>
/// <param name="IceSession">The present session.</param>
public sealed record IcePatchAnswer(string? Fragment, string IceSession);
