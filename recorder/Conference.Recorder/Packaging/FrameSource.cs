using Conference.Recorder.Journals;
using Conference.Recorder.Matroska;

namespace Conference.Recorder.Packaging;

/// <summary>A journal's frames as they come, with the one in front visible, so that a packager can stop before a configuration that is not its own.</summary>
internal sealed class FrameSource(Journal journal, JournalReader reader)
{
    private MediaFrame _current;

    /// <summary>The frame in front, valid until the next move.</summary>
    public MediaFrame Current => _current;

    /// <summary>The configuration of <see cref="Current"/>.</summary>
    public MatroskaTrack Track => reader.Track!;

    /// <summary>Set when the last frame has been passed and none will come.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Steps to the next frame if there is one already.</summary>
    public bool TryMoveNext() => reader.TryRead(out _current);

    /// <summary>Steps to the next frame, waiting for it; false at the journal's end.</summary>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Looked at before reading, or a frame appended between the two would be taken for the end.
            var isComplete = journal.IsComplete;
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
