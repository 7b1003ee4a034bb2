namespace Conference.Recorder.Tests.Crashes;

/// <summary>What one run came to.</summary>
/// <param name="Moment">Pictures received when the kill came.</param>
/// <param name="Trouble">Why the recording cannot be played; null when it can.</param>
/// <param name="LostPictures">Milliseconds of the camera that were received and are not in the recording.</param>
/// <param name="LostVoice">The same of the voice's own rendition.</param>
/// <param name="LostMix">The same of the voice in the mix.</param>
internal sealed record CrashResult(int Run, Fault Fault, int Moment, string? Trouble, int LostPictures, int LostVoice, int LostMix)
{
    public int Lost => Math.Max(LostPictures, Math.Max(LostVoice, LostMix));

    public override string ToString() =>
        $"run {Run}: {Fault} killed after {Moment} pictures: " + (Trouble is null ? $"lost {LostPictures} ms of pictures, {LostVoice} ms of the voice, {LostMix} ms of the mix" : $"UNPLAYABLE: {Trouble}");
}
