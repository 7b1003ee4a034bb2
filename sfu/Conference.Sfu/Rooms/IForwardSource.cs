using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// What DownTracks draw on: a publisher's track as it is known on the Worker of the subscribers, which is the UpTrack itself or what another Worker relays of it.
/// </summary>
internal interface IForwardSource
{
    TrackInfo Info { get; }

    MediaCodec Codec { get; }

    void Add(DownTrack track);

    void Remove(DownTrack track);

    /// <summary>Somebody cannot show this track until a key frame comes.</summary>
    void RequestKeyFrame();

    /// <summary>A packet that may have been lost on the way to a subscriber; its slot is the source's.</summary>
    bool TryGetCached(long sequence, out MediaPacket packet);

    /// <summary>The publisher's RTP timestamp at a time of ours; false until both of its clocks are known.</summary>
    bool TryGetTimestamp(NtpTime now, out uint timestamp);
}
