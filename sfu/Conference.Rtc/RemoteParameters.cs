using Conference.Rtc.Dtls;

namespace Conference.Rtc;

/// <summary>What the peer's session description says of its transport.</summary>
/// <param name="IceUfrag">"a=ice-ufrag", 4 to 256 characters.</param>
/// <param name="IcePassword">"a=ice-pwd"; used by the controlling side alone, an ICE-lite agent sends no checks.</param>
/// <param name="Fingerprint">"a=fingerprint".</param>
public sealed record RemoteParameters(string IceUfrag, string IcePassword, DtlsFingerprint Fingerprint);
