namespace Conference.Sfu.Net;

/// <summary>
/// The time that one kind of slow work may take of each turn of the loop, so that media waits for little of it. The first piece of a turn is always
/// allowed: work gets done however slow the machine is, and the longest turn is bounded by the slices and one piece of each kind.
/// </summary>
internal sealed class TimeSlice(WorkerClock clock)
{
    /// <summary>
    /// Two steps of a DTLS handshake, or ten offers. With a slice for each of the three kinds of slow work a turn stays below 2 ms, a fifth of the
    /// delay at which a burst of joins would be noticed.
    /// </summary>
    public const long Microseconds = 500;

    private long? _end;

    /// <summary>True when there is time for one more piece.</summary>
    public bool HasTime
    {
        get
        {
            var now = clock.Now.Microseconds;
            _end ??= now + Microseconds;
            return now < _end;
        }
    }

    /// <summary>A new turn begins.</summary>
    public void Renew() => _end = null;
}
