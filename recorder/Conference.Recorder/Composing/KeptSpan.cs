namespace Conference.Recorder.Composing;

/// <summary>A stretch of a recording that goes into its video, from and to milliseconds of the recording's time, on the <see cref="FrameGrid"/>.</summary>
internal readonly record struct KeptSpan(long From, long To);
