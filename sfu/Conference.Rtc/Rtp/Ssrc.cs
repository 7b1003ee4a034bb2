namespace Conference.Rtc.Rtp;

/// <summary>Synchronization source: the 32-bit name of one RTP stream (RFC 3550 §3). Zero is never assigned by us.</summary>
public readonly record struct Ssrc(uint Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
