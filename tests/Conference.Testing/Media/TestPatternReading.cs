namespace Conference.Testing.Media;

/// <param name="Sender">Who sends the picture, 0 to 15.</param>
/// <param name="Counter">The frame's number, modulo <see cref="TestPattern.Period"/> when it comes from a fake camera.</param>
/// <param name="Flash">The lower half is white.</param>
public readonly record struct TestPatternReading(int Sender, int Counter, bool Flash);
