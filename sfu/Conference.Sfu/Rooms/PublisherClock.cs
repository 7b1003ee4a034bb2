using Conference.Rtc;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Relates a publisher's NTP clock to ours. One offset serves all its tracks, so audio and video keep the distance that the publisher's own sender
/// reports gave them: a delay on the way to us, different for each report, must not enter lip sync.
/// </summary>
internal sealed class PublisherClock
{
    /// <summary>A jump larger than this is a step of the publisher's clock, not a delay; then the offset is taken anew.</summary>
    private const long StepMicroseconds = 1_000_000;

    private long _offset;

    public bool IsKnown { get; private set; }

    /// <summary>A sender report came.</summary>
    /// <param name="publisher">The NTP time in it.</param>
    /// <param name="ours">The NTP time here at its arrival.</param>
    public void OnSenderReport(NtpTime publisher, NtpTime ours)
    {
        var offset = ours.ToUnixMicroseconds() - publisher.ToUnixMicroseconds();
        if (IsKnown && Math.Abs(offset - _offset) < StepMicroseconds) return;
        _offset = offset;
        IsKnown = true;
    }

    /// <summary>What the publisher's clock showed when ours showed <paramref name="ours"/>, in microseconds since 1970.</summary>
    public long PublisherMicroseconds(NtpTime ours) => ours.ToUnixMicroseconds() - _offset;
}
