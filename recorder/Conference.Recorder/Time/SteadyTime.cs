namespace Conference.Recorder.Time;

/// <summary>
/// The times of a voice's frames without their tremble. A sender that stamps sound when it gets hold of it, and not by its sampling clock (RFC 3550 §5.1 wants
/// the latter), gives two frames one time and none to the next; their sound follows end to end all the same. So frames that follow each other are laid end to end,
/// and moved only when half a second of them agrees on it, or by a leap that is a pause.
/// </summary>
internal sealed class SteadyTime
{
    /// <summary>Frames of 20 ms: a correction comes half a second late.</summary>
    private const int Window = 25;

    /// <summary>Microseconds: more than the pieces in which programs hand on sound (10 to 50 ms), less than any pause that is one.</summary>
    private const long Leap = 60_000;

    private long _next;
    private long _least = long.MaxValue;
    private long _most = long.MinValue;
    private int _frames;

    /// <param name="at">Microseconds; when the frame was captured, by its timestamp.</param>
    /// <param name="length">Microseconds that it lasts.</param>
    /// <param name="follows">No packet is missing between it and the frame before.</param>
    /// <returns>When it was captured, microseconds.</returns>
    public long Place(long at, long length, bool follows)
    {
        var error = at - _next;
        if (!follows || Math.Abs(error) >= Leap)
        {
            Forget();
            _next = at + length;
            return at;
        }

        (_least, _most) = (Math.Min(_least, error), Math.Max(_most, error));
        var place = _next;
        if (++_frames == Window)
        {
            place += Math.Max(0, _least) + Math.Min(0, _most);
            Forget();
        }

        _next = place + length;
        return place;
    }

    private void Forget() => (_least, _most, _frames) = (long.MaxValue, long.MinValue, 0);
}
