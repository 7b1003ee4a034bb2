namespace Conference.Sfu.Tests.Labs;

/// <summary>A clock that moves on a little with each reading: every piece of work takes so long.</summary>
internal sealed class CreepingTime(long microsecondsPerReading) : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => _now += microsecondsPerReading;
}
