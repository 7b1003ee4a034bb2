namespace Conference.Rtc.Jitter;

/// <summary>What a <see cref="JitterBuffer"/> hands out.</summary>
public enum JitterEventKind
{
    /// <summary>The next packet in order.</summary>
    Packet,

    /// <summary>Packets that did not come in time; the buffer goes on behind them.</summary>
    Lost,

    /// <summary>The sender's numbers jumped further than a loss explains: what follows has no known distance to what went before.</summary>
    Restarted,
}
