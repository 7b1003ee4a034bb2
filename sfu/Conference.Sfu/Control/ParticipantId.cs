namespace Conference.Sfu.Control;

/// <summary>Identifies a participant inside a room. The caller chooses it; it stays the same over a reload or a reconnect.</summary>
public readonly record struct ParticipantId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}
