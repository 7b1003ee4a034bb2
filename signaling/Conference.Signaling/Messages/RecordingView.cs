namespace Conference.Signaling.Messages;

/// <param name="State">"none", "starting", "recording", "paused", "finishing" or "failed".</param>
/// <param name="Since">When media began to be kept; set while recording or paused.</param>
/// <param name="FailureReason">A sentence for the teacher; set when failed.</param>
public sealed record RecordingView(string State, DateTimeOffset? Since, string? FailureReason)
{
    /// <summary>What is left out of it for want of disk: "no-voices" (single ones; the mix has them), "no-cameras" or "sound-alone"; null when nothing is.</summary>
    public string? Warning { get; init; }
}
