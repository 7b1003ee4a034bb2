using Conference.Recorder.Journals;
using Conference.Recorder.Matroska;

namespace Conference.Recorder.Packaging;

/// <summary>
/// A journal's frames as they come, with the one in front visible, so that a packager can stop before a configuration that is not its own. A frame that
/// <paramref name="horizon"/> does not let through yet waits.
/// </summary>
internal sealed class FrameSource(Journal journal, JournalReader reader, PackagingHorizon horizon, FrameFindings findings)
{
    private MediaFrame _current;
    private bool _isWaiting;
    private long _endsAt = long.MinValue;

    /// <summary>The frame in front, valid until the next move.</summary>
    public MediaFrame Current => _current;

    /// <summary>The configuration of <see cref="Current"/>.</summary>
    public MatroskaTrack Track => reader.Track!;

    /// <summary>What was found in the frames so far.</summary>
    public FrameFindings Findings => findings;

    /// <summary>Set when the last frame has been passed and none will come.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Where a frame ends that no other of its configuration follows.</summary>
    /// <param name="typical">Where it would end of itself.</param>
    public long EndOf(long typical) => IsEnded ? Math.Min(Math.Max(typical, _endsAt), horizon.End) : _current.Timestamp;

    /// <summary>Steps to the next frame if there is one already.</summary>
    public bool TryMoveNext()
    {
        while (_isWaiting || reader.TryRead(out _current))
        {
            _isWaiting = false;
            if (_current.IsEnd) _endsAt = _current.Timestamp;
            if (_current.IsEnd || _current.Timestamp >= horizon.End) continue;
            _isWaiting = _current.Timestamp > horizon.Released;
            if (_isWaiting) return false;
            findings.OnFrame(_current);
            return true;
        }

        return false;
    }

    /// <summary>Steps to the next frame, waiting for it; false at the journal's end.</summary>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Looked at before reading, or a frame appended between the two would be taken for the end.
            var isComplete = journal.IsComplete;
            if (isComplete) horizon.ReleaseAll();
            if (TryMoveNext()) return true;
            if (isComplete)
            {
                IsEnded = true;
                if (_endsAt >= 0) findings.OnEnd(EndOf(_endsAt));
                return false;
            }

            await journal.WaitAsync(cancellationToken);
        }
    }
}
