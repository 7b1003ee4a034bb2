using Conference.Rtc.Rtp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Tests.Labs;

/// <summary>A track that a test browser sends, and where its numbers stand.</summary>
internal sealed class SentTrack(string mid, TrackSource source, uint ssrc)
{
    public string Mid { get; } = mid;

    /// <summary>What its packets say; the default value writes none.</summary>
    public Mid MidOnWire { get; set; } = Conference.Rtc.Rtp.Mid.Create(mid);

    public TrackSource Source { get; } = source;

    public bool IsVideo => Source is TrackSource.Camera or TrackSource.Screen;

    public uint Ssrc { get; } = ssrc;

    public uint RtxSsrc => Ssrc + 1;

    public SequenceNumber NextSequence { get; set; } = new(65_500); // wraps early in every test

    public SequenceNumber NextRtxSequence { get; set; }

    public uint Timestamp { get; set; } = 4_294_960_000;
}
