using Conference.Recorder.Journals;
using Conference.Recorder.Matroska;

namespace Conference.Recorder.Packaging;

/// <summary>
/// A journal's frames as they come, with the one in front visible, so that a packager can stop before a configuration that is not its own. A frame that
/// <paramref name="horizon"/> does not let through yet waits.
/// </summary>
internal sealed class FrameSource(Journal journal, JournalReader reader, PackagingHorizon horizon)
{
    private MediaFrame _current;
    private bool _isWaiting;

    /// <summary>The frame in front, valid until the next move.</summary>
    public MediaFrame Current => _current;

    /// <summary>The configuration of <see cref="Current"/>.</summary>
    public MatroskaTrack Track => reader.Track!;

    /// <summary>Set when the last frame has been passed and none will come.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Steps to the next frame if there is one already.</summary>
    public bool TryMoveNext()
    {
        while (_isWaiting || reader.TryRead(out _current))
        {
            _isWaiting = false;
            if (_current.Timestamp >= horizon.End) continue;
            _isWaiting = _current.Timestamp > horizon.Released;
            return !_isWaiting;
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
                return false;
            }

            await journal.WaitAsync(cancellationToken);
        }
    }
}
