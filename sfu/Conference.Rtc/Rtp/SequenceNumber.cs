namespace Conference.Rtc.Rtp;

/// <summary>A 16-bit counter that wraps (RTP, RTX and transport-wide sequence numbers). Order is the shorter way round (RFC 1982).</summary>
public readonly record struct SequenceNumber(ushort Value)
{
    /// <summary>Steps from <paramref name="other"/> to this one, -32768..32767; negative when this one is older.</summary>
    public int DistanceFrom(SequenceNumber other) => (short)(Value - other.Value);

    public bool IsNewerThan(SequenceNumber other) => DistanceFrom(other) > 0;

    public SequenceNumber Next => new((ushort)(Value + 1));

    public SequenceNumber Add(int steps) => new((ushort)(Value + steps));

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
