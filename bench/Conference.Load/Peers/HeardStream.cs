namespace Conference.Load.Peers;

/// <summary>A stream that a subscriber gets, as its packets' headers tell.</summary>
internal sealed class HeardStream(uint ssrc)
{
    public uint Ssrc { get; } = ssrc;

    /// <summary>The last sequence number.</summary>
    public ushort Highest { get; set; }
}
