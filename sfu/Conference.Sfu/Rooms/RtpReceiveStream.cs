using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>One SSRC of a publisher: whose it is, and what a receiver report says of it.</summary>
internal sealed class RtpReceiveStream(Ssrc ssrc, UpLayer layer, bool isRetransmission)
{
    private ExtendedSequence _sequence;

    public Ssrc Ssrc { get; } = ssrc;

    public UpLayer Layer { get; } = layer;

    public UpTrack Track => Layer.Track;

    /// <summary>The stream carries RTX (RFC 4588), not media itself.</summary>
    public bool IsRetransmission { get; } = isRetransmission;

    public ReceiverStatistics Statistics { get; } = new(layer.Track.ClockRate);

    public bool HasPackets => _sequence.HasValue;

    /// <summary>Counts a packet; returns its unwrapped sequence number.</summary>
    public long OnPacket(Timestamp now, SequenceNumber sequence, uint timestamp)
    {
        Statistics.OnPacket(now, sequence, timestamp);
        return _sequence.Unwrap(sequence);
    }

    /// <summary>The unwrapped form of a sequence number that came in another stream (RTX).</summary>
    public long Locate(SequenceNumber sequence) => _sequence.Peek(sequence);
}
