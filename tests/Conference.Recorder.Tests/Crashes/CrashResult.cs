namespace Conference.Recorder.Tests.Crashes;

/// <summary>What one run came to.</summary>
/// <param name="Moment">Pictures received when the kill came.</param>
/// <param name="Trouble">Why the recording cannot be played; null when it can.</param>
/// <param name="LostPictures">Milliseconds of the camera that were received and are not in the recording.</param>
/// <param name="LostVoice">The same of the voice's own rendition.</param>
/// <param name="LostMix">The same of the voice in the mix.</param>
internal sealed record CrashResult(int Run, Fault Fault, int Moment, string? Trouble, int LostPictures, int LostVoice, int LostMix)
{
    /// <summary>Milliseconds that a kill of the server may cost; any other costs nothing.</summary>
    public const int MayLose = 1000;

    public double Seconds { get; init; }

    /// <summary>The folder with logs and spool of a run that went wrong.</summary>
    public string? Kept { get; init; }

    public int Lost => Math.Max(LostPictures, Math.Max(LostVoice, LostMix));

    public bool IsBad => Trouble is not null || Lost > (Fault is Fault.Server or Fault.DatabaseThenServer ? MayLose : 0);

    public override string ToString() =>
        $"run {Run}: {Fault} killed after {Moment} pictures: "
        + (Trouble is null ? $"lost {LostPictures} ms of pictures, {LostVoice} ms of the voice, {LostMix} ms of the mix" : $"UNPLAYABLE: {Trouble}")
        + FormattableString.Invariant($" ({Seconds:F0} s)") + (Kept is null ? "" : $"; what it left is in {Kept}");
}
