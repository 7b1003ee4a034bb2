namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>What a page has seen of one sender's picture since the watch began.</summary>
/// <param name="Received">Frames that came whole.</param>
/// <param name="Decoded">Those that the browser decoded.</param>
/// <param name="Frames">Those that it presented.</param>
/// <param name="Steps">How often the counter in the picture changed: fresh pictures, not repeated ones.</param>
/// <param name="Readable">Frames that were the test pattern of this sender.</param>
/// <param name="LongestGapMs">The longest time in which no frame was presented.</param>
public sealed record PictureReport(double Seconds, int Received, int Decoded, int Frames, int Steps, int Readable, double LongestGapMs, int Width, int Height);
