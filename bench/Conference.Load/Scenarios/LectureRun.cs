namespace Conference.Load.Scenarios;

/// <summary>One run of one number of receivers and packets per frame.</summary>
/// <param name="Reference">At 100,000 forwarded packets a second.</param>
/// <param name="Best">The highest rate that was carried.</param>
/// <param name="LimitedBy">What gave way above it: "loss", "delay" or "generator".</param>
internal sealed record LectureRun(Step Reference, Step Best, string LimitedBy, long ResidentBytes, string Suite);
