namespace Conference.Rtc.Sdp;

/// <summary>An a= line (RFC 8866 §5.13).</summary>
/// <param name="Value">What follows the colon; null for a property attribute without one.</param>
public readonly record struct SdpAttribute(string Name, string? Value);
