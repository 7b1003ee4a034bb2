namespace Conference.Sfu.Control;

/// <summary>Identifies an UpTrack. The SFU makes it when the track is first published; a renegotiation keeps it.</summary>
public readonly record struct TrackId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}
