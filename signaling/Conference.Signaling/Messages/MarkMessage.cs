namespace Conference.Signaling.Messages;

/// <param name="Title">Null or empty: a mark without words.</param>
/// <param name="AgoMilliseconds">How long ago the moment was, 0 to 600,000: a title takes time to type.</param>
public sealed record MarkMessage(string? Title = null, int AgoMilliseconds = 0);
