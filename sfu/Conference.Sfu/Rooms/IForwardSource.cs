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

    /// <summary>What DownTracks join.</summary>
    LayerSet Layers { get; }

    /// <summary>Somebody cannot show this layer of the track until a key frame comes.</summary>
    void RequestKeyFrame(int layer);

    /// <summary>The publisher's RTP timestamp on a layer at a time of ours; false until both of its clocks are known.</summary>
    bool TryGetTimestamp(NtpTime now, int layer, out uint timestamp);

    /// <summary>How far the RTP timestamps of one layer are ahead of another's at the same moment of the publisher's clock; false until both are known.</summary>
    bool TryGetDistance(int ahead, int behind, out uint distance);
}
