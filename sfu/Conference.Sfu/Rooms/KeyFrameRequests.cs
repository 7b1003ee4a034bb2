using Conference.Rtc;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Joins everybody's wish for a key frame of one UpTrack into at most one request per 500 ms: key frames are ten times as large as others, and a
/// class of thirty that joins at once would ask for thirty.
/// </summary>
internal struct KeyFrameRequests
{
    public const long IntervalMicroseconds = 500_000;

    private bool _wanted;
    private bool _asked;
    private Timestamp _askedAt;

    /// <summary>Somebody needs a key frame. One that was asked for and has not come yet is asked for again when the interval is over.</summary>
    public void Want() => _wanted = true;

    /// <summary>A key frame begins: every wish up to now is granted.</summary>
    public void OnKeyFrame() => _wanted = false;

    /// <summary>True when a request is to be sent now.</summary>
    public bool TryTake(Timestamp now)
    {
        if (!_wanted || (_asked && now.Microseconds - _askedAt.Microseconds < IntervalMicroseconds)) return false;
        _asked = true;
        _askedAt = now;
        return true;
    }
}
