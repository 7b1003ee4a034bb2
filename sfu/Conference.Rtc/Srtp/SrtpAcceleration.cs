namespace Conference.Rtc.Srtp;

/// <summary>Which instructions of this processor seal and open packets.</summary>
public static class SrtpAcceleration
{
    /// <summary>
    /// Chooses them, once per process: the fastest that agree with libcrypto. The comparison takes tens of milliseconds, so it belongs before the first
    /// handshake. Returns what was chosen, for a log.
    /// </summary>
    public static string Choose() => $"AES {CipherSelection.Tier}, HMAC-SHA1 of {HmacSha1Batch.Lanes} packets at a time";
}
