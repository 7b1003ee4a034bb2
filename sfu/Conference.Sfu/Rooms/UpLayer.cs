using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Congestion;
using Conference.Rtc.Nack;
using Conference.Rtc.Rtp;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// One encoding of an UpTrack: the stream it comes on, what was lost of it, its key frames and its clock. A track without simulcast has one, which no rid names.
/// </summary>
/// <param name="rid">The default value for a track's only layer.</param>
/// <param name="packets">Where its packets go.</param>
internal sealed class UpLayer(UpTrack track, Rid rid, Fanout packets)
{
    private KeyFrameRequests _keyFrames;
    private RtpClock _clock;
    private RateMeter _rate;

    public UpTrack Track { get; } = track;

    public Rid Rid { get; } = rid;

    public int Index => Packets.Layer;

    public Fanout Packets { get; } = packets;

    /// <summary>The stream that media comes on; null before the first packet when the offer did not name it.</summary>
    public RtpReceiveStream? Stream { get; private set; }

    /// <summary>Finds what was lost; null for audio, where Opus' own redundancy costs less than a round trip.</summary>
    public NackGenerator? Nacks { get; private set; }

    public RtpClock Clock => _clock;

    /// <summary>Pixels of its last key frame; 0 while unknown.</summary>
    public int Area { get; private set; }

    /// <summary>Bits per second that come.</summary>
    public double Bitrate => _rate.Bitrate;

    /// <summary>A key frame of the present stream has come.</summary>
    public bool HasKeyFrame { get; private set; }

    /// <summary>When its newest packet came; <see cref="Timestamp.Never"/> before the first.</summary>
    public Timestamp LastPacketAt { get; private set; } = Timestamp.Never;

    /// <summary>How many have ended.</summary>
    public long Pictures { get; private set; }

    /// <summary>Packets of it that were asked for in vain.</summary>
    public long GivenUp => Nacks?.GivenUp ?? 0;

    /// <summary>Media comes on this stream from now on; true when another one came before.</summary>
    public bool UseStream(RtpReceiveStream stream)
    {
        if (ReferenceEquals(Stream, stream)) return false;
        var isFirst = Stream is null;
        Stream = stream;
        Nacks = Track.IsVideo ? new NackGenerator() : null;
        if (isFirst) return false;
        _clock = default; // its timestamps start anywhere: a sender report of the old ones would tear voice and face apart
        return true;
    }

    /// <summary>What is kept belongs to a stream that is over.</summary>
    public void BeginAgain()
    {
        if (Nacks is not null) Nacks = new NackGenerator();
        HasKeyFrame = false;
    }

    /// <summary>A packet came, before it is known to be of use.</summary>
    public void OnArrival(Timestamp now, in RtpPacket packet)
    {
        Nacks?.OnPacket(now, packet.SequenceNumber);
        LastPacketAt = now;
        if (packet.Marker) Pictures++;
        _rate.Add(now.Microseconds, packet.Payload.Length);
    }

    /// <summary>A key frame begins with this packet.</summary>
    public void OnKeyFrame(in RtpPacket packet)
    {
        _keyFrames.OnKeyFrame();
        Nacks?.OnKeyFrame(packet.SequenceNumber);
        HasKeyFrame = true;
        if (KeyFrameSize.TryRead(Track.Codec, packet.Payload, out var width, out var height)) Area = width * height;
    }

    /// <summary>Somebody cannot show this layer until a key frame comes.</summary>
    public void WantKeyFrame() => _keyFrames.Want();

    /// <summary>True when the publisher is to be asked for a key frame now.</summary>
    public bool TryTakeKeyFrameRequest(Timestamp now) => Stream is not null && _keyFrames.TryTake(now);

    public void OnSenderReport(NtpTime ntp, uint timestamp) => _clock.OnSenderReport(ntp, timestamp);
}
