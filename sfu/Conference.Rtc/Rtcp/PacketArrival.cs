using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>One packet in a transport-cc feedback.</summary>
/// <param name="Received">False: not arrived when the feedback was made.</param>
/// <param name="ArrivedAt">Microseconds on the receiver's clock, whose zero is unknown and which wraps every 12.4 days; 0 when not received.</param>
public readonly record struct PacketArrival(SequenceNumber Sequence, bool Received, long ArrivedAt);
