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

    /// <summary>Its encodings, when it has several; they carry the numbers then.</summary>
    public IReadOnlyList<SentTrack> Layers { get; init; } = [];

    /// <summary>Of one layer of several.</summary>
    public Rid Rid { get; init; }

    /// <summary>Pixels, for those who read key frames.</summary>
    public (ushort Width, ushort Height) Size { get; init; } = (640, 360);

    public ushort PictureId { get; set; }

    /// <summary>What was lost of a layer, to be repaired.</summary>
    public List<(RtpHeader Header, byte[] Payload)> Lost { get; } = [];

    /// <summary>How many requests for a key frame of it were seen.</summary>
    public int SeenPictureLosses { get; set; }

    /// <summary>The layer was sent last time.</summary>
    public bool IsSent { get; set; }

    public bool IsVideo => Source is TrackSource.Camera or TrackSource.Screen;

    public uint Ssrc { get; } = ssrc;

    public uint RtxSsrc => Ssrc + 1;

    public SequenceNumber NextSequence { get; set; } = new(65_500); // wraps early in every test

    public SequenceNumber NextRtxSequence { get; set; }

    public uint Timestamp { get; set; } = 4_294_960_000;
}
