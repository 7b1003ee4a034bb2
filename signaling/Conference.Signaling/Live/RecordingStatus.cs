using Conference.Rooms.Model;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>A Recording's row as the people in the room see it.</summary>
internal static class RecordingStatus
{
    public static readonly RecordingView None = new("none", null, null);

    public static RecordingView View(Recording? recording) => recording?.State switch
    {
        RecordingState.Requested or RecordingState.Recording when recording.PausedAt is not null => new RecordingView("paused", recording.StartedAt, null),
        RecordingState.Requested => new RecordingView("starting", null, null),
        RecordingState.Recording => new RecordingView("recording", recording.StartedAt, null) { Warning = Name(recording.Warning) },
        RecordingState.Finishing => new RecordingView("finishing", null, null),
        RecordingState.Failed => new RecordingView("failed", null, recording.FailureReason ?? "The recording failed."),
        // A recording that is ready is on the recordings page; in the room nothing is recorded any more.
        _ => None,
    };

    private static string? Name(RecordingWarning? warning) => warning switch
    {
        RecordingWarning.NoVoices => "no-voices",
        RecordingWarning.NoCameras => "no-cameras",
        RecordingWarning.SoundAlone => "sound-alone",
        _ => null,
    };
}
