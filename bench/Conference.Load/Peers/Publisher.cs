using Conference.Load.Media;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Load.Peers;

/// <summary>
/// Sends its tracks in frames of so many packets, each frame at once and datagram by datagram, as an encoder does; a key frame each second and when it is
/// asked for.
/// </summary>
internal sealed class Publisher(DtlsCertificate certificate, IReadOnlyList<TrackPlan> tracks) : Peer(certificate)
{
    private const long KeyFrameIntervalMicroseconds = 1_000_000;

    private static readonly HeaderExtensionMap Extensions = MakeExtensions();
    private readonly SentTrack[] _tracks = [.. tracks.Select(track => new SentTrack(track))];
    private readonly byte[] _payload = new byte[MediaPayload.MaxLength];

    public IReadOnlyList<TrackPlan> Tracks { get; } = tracks;

    /// <summary>Packets sent, of all tracks.</summary>
    public long Sent { get; private set; }

    /// <summary>Packets that the server asked for again: lost on the way in.</summary>
    public long Nacked { get; private set; }

    public string Offer => Descriptions.PublisherOffer(Credentials, Fingerprint, Tracks);

    /// <summary>Sends one frame of a track; its packets' payloads are so long.</summary>
    public void SendFrame(Timestamp now, int track, ReadOnlySpan<int> lengths)
    {
        var sent = _tracks[track];
        var isKey = now >= sent.NextKeyFrame;
        if (isKey) sent.NextKeyFrame = now.AddMicroseconds(KeyFrameIntervalMicroseconds);
        var header = new RtpHeader
        {
            PayloadType = sent.Plan.PayloadType, Timestamp = (uint)(now.Microseconds * sent.Plan.ClockRate / 1_000_000), Ssrc = new Ssrc(sent.Plan.Ssrc),
            Extensions = Extensions, Mid = sent.Mid,
        };
        for (var i = 0; i < lengths.Length; i++)
        {
            header.Marker = sent.Plan.Kind == MediaKind.Video && i == lengths.Length - 1;
            header.SequenceNumber = sent.NextSequence;
            var payload = _payload.AsSpan(0, lengths[i]);
            if (sent.Plan.Kind == MediaKind.Audio) MediaPayload.WriteAudio(payload, (uint)Sent, Clock.WallNanoseconds);
            else MediaPayload.WriteVideo(payload, (uint)Sent, sent.Picture, isKey, i == 0, Clock.WallNanoseconds);
            Transport!.SendRtp(now, header, payload, Outbox!);
            sent.NextSequence = sent.NextSequence.Next;
            Sent++;
        }

        sent.Picture = (sent.Picture + 1) & 0x7FFF;
        Outbox!.Flush();
    }

    public override void OnRtp(Transport transport, Timestamp now, Span<byte> packet) { }

    public override void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound)
    {
        if (!RtcpCompound.TryParse(compound, out var packets)) return;
        while (packets.MoveNext())
        {
            if (PictureLossIndication.TryParse(packets.Current, out var loss)) KeyFrame(loss.Media, now);
            if (!GenericNack.TryParse(packets.Current, out var nack)) continue;
            while (nack.MoveNext()) Nacked++;
        }
    }

    private void KeyFrame(Ssrc media, Timestamp now)
    {
        foreach (var track in _tracks)
            if (track.Plan.Ssrc == media.Value) track.NextKeyFrame = now;
    }

    private static HeaderExtensionMap MakeExtensions()
    {
        var map = new HeaderExtensionMap();
        map.TryAdd(Descriptions.MidId, HeaderExtensionKind.Mid);
        return map;
    }
}
