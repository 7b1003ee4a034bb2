namespace Conference.Rooms.Storage;

/// <summary>Somebody who asks for a list of recordings.</summary>
/// <param name="PersonId">Null for somebody without an account.</param>
/// <param name="SeesAll">Staff.</param>
/// <param name="Rooms">Rooms that this browser's person has been in, beside those that the database knows of the account.</param>
public sealed record RecordingViewer(Guid? PersonId, bool SeesAll, IReadOnlyCollection<Guid> Rooms)
{
    public static RecordingViewer Staff { get; } = new(null, true, []);
}
