namespace Conference.Sfu.Control;

/// <summary>Identifies a room of the SFU. The caller chooses it (one per Lecture); the SFU never interprets it.</summary>
public readonly record struct RoomId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}
