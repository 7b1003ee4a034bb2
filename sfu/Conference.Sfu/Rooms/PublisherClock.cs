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

    /// <summary>Our clock less the publisher's.</summary>
    public long OffsetMicroseconds { get; private set; }

    public bool IsKnown { get; private set; }

    /// <summary>A sender report came; true when the offset is another one now.</summary>
    /// <param name="publisher">The NTP time in it.</param>
    /// <param name="ours">The NTP time here at its arrival.</param>
    public bool OnSenderReport(NtpTime publisher, NtpTime ours)
    {
        var offset = ours.ToUnixMicroseconds() - publisher.ToUnixMicroseconds();
        if (IsKnown && Math.Abs(offset - OffsetMicroseconds) < StepMicroseconds) return false;
        OffsetMicroseconds = offset;
        IsKnown = true;
        return true;
    }
}
