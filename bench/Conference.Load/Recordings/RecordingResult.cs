namespace Conference.Load.Recordings;

/// <summary>What recording lectures costs, and how soon it is done.</summary>
internal sealed record RecordingResult(IReadOnlyList<RecordingCost> Costs, IReadOnlyList<RecordingEnd> Ends);
