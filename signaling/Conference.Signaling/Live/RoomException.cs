namespace Conference.Signaling.Live;

/// <summary>A call of one participant was refused; it changed nothing and concerns its caller only.</summary>
/// <param name="sentence">For logs and developers; the page has its own words for each code.</param>
public sealed class RoomException(RoomError error, string sentence) : Exception(sentence)
{
    public RoomError Error { get; } = error;
}
