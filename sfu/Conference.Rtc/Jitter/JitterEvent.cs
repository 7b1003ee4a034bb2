using Conference.Rtc.Rtp;

namespace Conference.Rtc.Jitter;

/// <summary>One output of a <see cref="JitterBuffer"/>, in order.</summary>
public readonly ref struct JitterEvent
{
    public JitterEventKind Kind { get; init; }

    /// <summary>The whole RTP packet; valid until the buffer is next called.</summary>
    public ReadOnlySpan<byte> Packet { get; init; }

    /// <summary>When the packet came.</summary>
    public Timestamp ReceivedAt { get; init; }

    /// <summary>The packet's number, or the first lost one.</summary>
    public SequenceNumber Sequence { get; init; }

    /// <summary>How many packets in a row were lost.</summary>
    public int LostCount { get; init; }
}
