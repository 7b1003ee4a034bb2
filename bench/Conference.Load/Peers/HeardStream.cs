namespace Conference.Load.Peers;

/// <summary>A stream that a subscriber gets, as its packets' headers tell.</summary>
internal sealed class HeardStream(uint ssrc)
{
    public uint Ssrc { get; } = ssrc;

    /// <summary>The highest sequence number.</summary>
    public ushort Highest { get; private set; }

    /// <summary>How many sequence numbers there were from the first packet on, those of lost packets too.</summary>
    public long Numbers { get; private set; }

    public void Take(ushort number)
    {
        var ahead = Numbers == 0 ? 1 : (short)(number - Highest);
        if (ahead <= 0) return; // late, or again
        Highest = number;
        Numbers += ahead;
    }
}
