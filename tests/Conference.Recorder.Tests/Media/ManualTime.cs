namespace Conference.Recorder.Tests.Media;

/// <summary>A clock that a test moves.</summary>
/// <param name="microseconds">What it shows.</param>
internal sealed class ManualTime(Func<long> microseconds) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => microseconds();
}
