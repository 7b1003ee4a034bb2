namespace Conference.Signaling.Messages;

/// <param name="State">"none", "starting", "recording", "finishing" or "failed".</param>
/// <param name="Since">When media began to be kept; set while recording.</param>
/// <param name="FailureReason">A sentence for the teacher; set when failed.</param>
public sealed record RecordingView(string State, DateTimeOffset? Since, string? FailureReason);
