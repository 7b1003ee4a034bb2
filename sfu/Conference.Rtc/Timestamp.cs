namespace Conference.Rtc;

/// <summary>
/// A point on the Worker's monotonic clock, in microseconds since an arbitrary start. The Worker reads the clock once per batch and hands
/// it down as an argument; nothing below the SFU's edge reads a clock.
/// </summary>
public readonly record struct Timestamp(long Microseconds) : IComparable<Timestamp>
{
    /// <summary>Later than every other Timestamp: "no deadline".</summary>
    public static readonly Timestamp Never = new(long.MaxValue);

    public static Timestamp FromMilliseconds(long milliseconds) => new(milliseconds * 1000);

    public static Timestamp Min(Timestamp a, Timestamp b) => a <= b ? a : b;

    public static Timestamp Max(Timestamp a, Timestamp b) => a >= b ? a : b;

    public Timestamp AddMicroseconds(long microseconds) => new(Microseconds + microseconds);

    public Timestamp AddMilliseconds(long milliseconds) => new(Microseconds + milliseconds * 1000);

    public Timestamp Add(TimeSpan duration) => new(Microseconds + duration.Ticks / TimeSpan.TicksPerMicrosecond);

    public TimeSpan Subtract(Timestamp earlier) => new((Microseconds - earlier.Microseconds) * TimeSpan.TicksPerMicrosecond);

    public int CompareTo(Timestamp other) => Microseconds.CompareTo(other.Microseconds);

    public static Timestamp operator +(Timestamp at, TimeSpan duration) => at.Add(duration);

    public static TimeSpan operator -(Timestamp later, Timestamp earlier) => later.Subtract(earlier);

    public static bool operator <(Timestamp a, Timestamp b) => a.Microseconds < b.Microseconds;

    public static bool operator >(Timestamp a, Timestamp b) => a.Microseconds > b.Microseconds;

    public static bool operator <=(Timestamp a, Timestamp b) => a.Microseconds <= b.Microseconds;

    public static bool operator >=(Timestamp a, Timestamp b) => a.Microseconds >= b.Microseconds;

    public override string ToString() => this == Never ? "never" : $"{Microseconds} us";
}
