namespace Conference.Recorder.Packaging;

/// <summary>The recording was deleted for good while something of it was still packaged.</summary>
internal sealed class RecordingGoneException() : Exception("The recording was deleted.");
