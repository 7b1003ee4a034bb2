namespace Conference.Rtc.Rtp;

/// <summary>
/// Absolute send time: 24 bits, seconds as 6.18 fixed point, wraps every 64 s (webrtc.org abs-send-time).
/// </summary>
public readonly record struct AbsSendTime(uint Value)
{
    public const int Length = 3;

    private const ulong WrapMicroseconds = 64_000_000;

    /// <summary>From any monotonic clock in microseconds.</summary>
    public static AbsSendTime FromMicroseconds(long microseconds) =>
        new((uint)((((ulong)microseconds % WrapMicroseconds) << 18) / 1_000_000));

    public static bool TryParse(ReadOnlySpan<byte> value, out AbsSendTime time)
    {
        time = default;
        if (value.Length != Length) return false;
        time = new AbsSendTime((uint)((value[0] << 16) | (value[1] << 8) | value[2]));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)(Value >> 16);
        destination[1] = (byte)(Value >> 8);
        destination[2] = (byte)Value;
    }
}
