namespace Conference.Rtc;

/// <summary>
/// An NTP timestamp (RFC 5905 §6): seconds since 1900-01-01 UTC in 32.32 fixed point, as RTCP sender reports carry it. The era wraps in
/// 2036; differences are taken modulo 2^64 and survive that.
/// </summary>
public readonly record struct NtpTime(ulong Value)
{
    /// <summary>Seconds from 1900-01-01 (NTP) to 1970-01-01 (Unix).</summary>
    private const long UnixEpochSeconds = 2_208_988_800;

    private const long MicrosecondsPerSecond = 1_000_000;

    public uint Seconds => (uint)(Value >> 32);

    public uint Fraction => (uint)Value;

    /// <summary>The middle 32 bits (16.16 s), as in LSR and DLSR of a report block (RFC 3550 §6.4.1).</summary>
    public uint Compact => (uint)(Value >> 16);

    public static NtpTime FromUnixMicroseconds(long microseconds)
    {
        var (seconds, rest) = Math.DivRem(microseconds, MicrosecondsPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += MicrosecondsPerSecond;
        }
        var fraction = ((ulong)rest << 32) / MicrosecondsPerSecond;
        return new NtpTime((ulong)(seconds + UnixEpochSeconds) << 32 | fraction);
    }

    public static NtpTime FromUtc(DateTimeOffset time) =>
        FromUnixMicroseconds((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Microseconds since 1970, rounded to the nearest; seconds before 1970 are read as of the era that starts in 2036.</summary>
    public long ToUnixMicroseconds()
    {
        var seconds = (long)Seconds - UnixEpochSeconds;
        if (seconds < 0)
            seconds += 1L << 32;
        return seconds * MicrosecondsPerSecond + (long)(((ulong)Fraction * MicrosecondsPerSecond + (1UL << 31)) >> 32);
    }

    public NtpTime AddMicroseconds(long microseconds) => FromUnixMicroseconds(ToUnixMicroseconds() + microseconds);
}
