using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Load.Peers;

/// <summary>Sends one video track in frames of so many packets, each frame at once, as an encoder does; a key frame each second and when it is asked for.</summary>
internal sealed class Publisher(DtlsCertificate certificate) : Peer(certificate)
{
    private const long KeyFrameIntervalMicroseconds = 1_000_000;

    private static readonly HeaderExtensionMap Extensions = MakeExtensions();
    private readonly byte[] _payload = new byte[MediaPayload.Length];
    private Timestamp _nextKeyFrame;
    private SequenceNumber _sequence;
    private uint _timestamp;

    /// <summary>Packets sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Packets that the server asked for again: lost on the way in.</summary>
    public long Nacked { get; private set; }

    public void SendFrame(Timestamp now, int packets)
    {
        var isKey = now >= _nextKeyFrame;
        if (isKey) _nextKeyFrame = now.AddMicroseconds(KeyFrameIntervalMicroseconds);
        _timestamp = (uint)(now.Microseconds * 9 / 100); // 90 kHz
        var header = new RtpHeader
        {
            PayloadType = MediaPayload.PayloadType, Timestamp = _timestamp, Ssrc = new Ssrc(Descriptions.Ssrc), Extensions = Extensions,
        };
        for (var i = 0; i < packets; i++)
        {
            header.Marker = i == packets - 1;
            header.SequenceNumber = _sequence;
            MediaPayload.Write(_payload, (uint)Sent, isKey, i == 0, Clock.WallNanoseconds);
            Transport!.SendRtp(now, header, _payload, Outbox!);
            _sequence = _sequence.Next;
            Sent++;
        }

        Outbox!.Flush();
    }

    public override void OnRtp(Transport transport, Timestamp now, Span<byte> packet) { }

    public override void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound)
    {
        if (!RtcpCompound.TryParse(compound, out var packets)) return;
        while (packets.MoveNext())
        {
            if (PictureLossIndication.TryParse(packets.Current, out _)) _nextKeyFrame = now;
            if (!GenericNack.TryParse(packets.Current, out var nack)) continue;
            while (nack.MoveNext()) Nacked++;
        }
    }

    private static HeaderExtensionMap MakeExtensions()
    {
        var map = new HeaderExtensionMap();
        map.TryAdd(Descriptions.TransportSequenceId, HeaderExtensionKind.TransportSequence);
        return map;
    }
}
