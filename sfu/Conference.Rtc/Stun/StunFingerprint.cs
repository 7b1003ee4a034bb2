namespace Conference.Rtc.Stun;

/// <summary>FINGERPRINT (RFC 8489 §14.7): tells STUN from other protocols on the port, and protects nothing.</summary>
internal static class StunFingerprint
{
    public const int ValueLength = 4;

    private const uint Mask = 0x5354554E; // "STUN"

    /// <param name="message">Up to, without, the attribute; the header's length already counts it.</param>
    public static uint Compute(ReadOnlySpan<byte> message) => Crc32.Compute(message) ^ Mask;
}
