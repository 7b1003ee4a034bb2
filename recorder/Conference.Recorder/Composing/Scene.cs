namespace Conference.Recorder.Composing;

/// <summary>A stretch of a composed video in which the same pictures stand in the same places.</summary>
/// <param name="From">Milliseconds of the recording's time, on the <see cref="FrameGrid"/>.</param>
/// <param name="Frames">How many pictures it is long.</param>
internal sealed record Scene(long From, int Frames, IReadOnlyList<Placement> Placements)
{
    public long To => From + ((long)Frames * FrameGrid.FrameMilliseconds);
}
