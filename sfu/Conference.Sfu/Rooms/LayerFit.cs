using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Fits a subscriber's layered tracks to its path: one step down while it is tight, cameras before screens, and up again when it has been ample for a while. A step up that made it
/// tight again is tried more and more seldom.
/// </summary>
internal struct LayerFit
{
    /// <summary>So long tight before a step down, and so long between two: a step is felt after a round trip and the next feedback.</summary>
    private const long DownMicroseconds = 1_500_000;

    /// <summary>So long ample before a step up.</summary>
    private const long UpMicroseconds = 10_000_000, LongestUpMicroseconds = 160_000_000;

    private Timestamp _tightSince, _ampleSince, _steppedAt;
    private long _patience;
    private bool _wasTight, _roseLast;

    /// <summary>Looks at the path; called each tick.</summary>
    public void Update(Timestamp now, BandwidthEstimator? path, Dictionary<Mid, DownTrack>.ValueCollection tracks)
    {
        if (path is null) return;
        if (_patience == 0) _patience = UpMicroseconds;
        if (path.IsTight != _wasTight)
        {
            if (path.IsTight) _tightSince = now;
            else _ampleSince = now;
            _wasTight = path.IsTight;
        }

        if (path.IsTight)
        {
            if (!HasPassed(now, _tightSince, DownMicroseconds) || !HasPassed(now, _steppedAt, DownMicroseconds)) return;
            if (MostToLower(tracks) is not { } track) return;
            if (_roseLast && !HasPassed(now, _steppedAt, _patience)) _patience = Math.Min(2 * _patience, LongestUpMicroseconds);
            else if (_roseLast) _patience = UpMicroseconds;
            (_steppedAt, _roseLast) = (now, false);
            track.Steps++;
            return;
        }

        if (!HasPassed(now, _ampleSince, _patience) || !HasPassed(now, _steppedAt, _patience)) return;
        foreach (var track in tracks)
        {
            if (track.Steps == 0) continue;
            (_steppedAt, _roseLast) = (now, true);
            track.Steps--;
            return;
        }
    }

    private static bool HasPassed(Timestamp now, Timestamp since, long microseconds) => now.Microseconds - since.Microseconds >= microseconds;

    /// <summary>The camera with most layers left below its own, or else the screen; null when all are at their lowest.</summary>
    private static DownTrack? MostToLower(Dictionary<Mid, DownTrack>.ValueCollection tracks)
    {
        DownTrack? most = null;
        foreach (var track in tracks)
        {
            if (!track.IsActive || track.Source.Layers.Steps <= track.Steps) continue;
            if (most is null || Rank(track) > Rank(most)) most = track;
        }

        return most;

        static int Rank(DownTrack track) =>
            track.Source.Layers.Steps - track.Steps + (track.Source.Info.Source == TrackSource.Camera ? OfferedLayer.Most : 0);
    }
}
