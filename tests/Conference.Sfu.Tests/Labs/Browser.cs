using System.Buffers.Binary;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;

namespace Conference.Sfu.Tests.Labs;

/// <summary>A participant as the page would play it: publishes by offers, answers the server's offers, and keeps what arrives.</summary>
internal sealed class Browser(Lab lab, ParticipantId id)
{
    public const byte Vp8 = 96, Vp8Rtx = 97, Vp9 = 98, Vp9Rtx = 99, Opus = 111;

    private static readonly HeaderExtensionMap Extensions = MakeExtensions();
    private int _seenEvents;

    public ParticipantId Id { get; } = id;

    public BrowserTransport? Publishing { get; private set; }

    public BrowserTransport? Subscribing { get; private set; }

    public List<SentTrack> Sent { get; } = [];

    public PublishAnswer? LastAnswer { get; private set; }

    public SubscribeOffer? LastOffer { get; private set; }

    /// <summary>The payload types that its offers name.</summary>
    public string VideoCodecs { get; set; } = Descriptions.AllVideo;

    public bool AnnouncesSsrcs { get; set; } = true;

    /// <summary>See <see cref="PeerIdentity.IsDtlsServer"/>.</summary>
    public bool IsDtlsServer { get; set; }

    public void Join(PublishRights rights = PublishRights.All, params VideoCodec[] receives)
    {
        _seenEvents = lab.Events.Count;
        lab.Room.Join(lab.Now, Id, new ParticipantOptions(rights, receives));
    }

    public SentTrack Publish(TrackSource source)
    {
        var track = new SentTrack(Sent.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), source, (uint)(1000 + (Sent.Count * 10)));
        Sent.Add(track);
        try
        {
            Offer();
        }
        catch (SfuException)
        {
            Sent.Remove(track);
            throw;
        }

        return track;
    }

    /// <summary>Publishes a track in several layers, each half as wide as the next, with names from the smallest to the largest, and lets the transport connect.</summary>
    public SentTrack PublishLayers(TrackSource source, params string[] rids)
    {
        var mid = Sent.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var layers = rids.Select((rid, i) => new SentTrack(mid, source, (uint)(5000 + (Sent.Count * 100) + (i * 10)))
        {
            Rid = Rid.Create(rid), Size = ((ushort)(320 << i), (ushort)(180 << i)), Timestamp = unchecked((uint)(4_294_000_000 + (i * 700_000_000L))),
            NextSequence = new SequenceNumber((ushort)(65_500 - (i * 9000))), PictureId = (ushort)(32_000 - (i * 9000)),
        }).ToList();
        Sent.Add(new SentTrack(mid, source, 1) { Layers = layers });
        Offer();
        Expect.That(lab.RunUntil(() => Publishing!.IsConnected));
        return Sent[^1];
    }

    /// <summary>Offers what it sends on its present peer connection.</summary>
    public PublishAnswer Offer()
    {
        var transport = Publishing ?? new BrowserTransport(lab);
        transport.Identity.IsDtlsServer = IsDtlsServer;
        var sdp = Descriptions.Offer(transport.Identity, Sent, AnnouncesSsrcs, VideoCodecs);
        var sections = Sent.Select(track => new PublishedSection(track.Mid, track.Source)).ToList();
        LastAnswer = lab.Room.Publish(lab.Now, Id, PublishRequest.Read(new PublishOffer(sdp, sections)));
        Publishing = transport;
        transport.Connect(LastAnswer.Sdp);
        return LastAnswer;
    }

    /// <summary>Publishes and lets the transport connect.</summary>
    public SentTrack PublishConnected(TrackSource source)
    {
        var track = Publish(source);
        Expect.That(lab.RunUntil(() => Publishing!.IsConnected));
        return track;
    }

    /// <summary>Joins as one that no offer reaches: an encoder or a player that speaks HTTP.</summary>
    public void JoinWithoutOffers(PublishRights rights)
    {
        _seenEvents = lab.Events.Count;
        lab.Room.Join(lab.Now, Id, new ParticipantOptions(rights, [], TakesOffers: false));
    }

    /// <summary>Offers to receive, as a WHEP player does, and lets the transport connect.</summary>
    public PlayAnswer PlayConnected(IReadOnlyList<string> kinds, string? videoCodecs = null, TrackId? track = null)
    {
        Subscribing = new BrowserTransport(lab);
        Subscribing.Identity.IsDtlsServer = IsDtlsServer;
        var answer = lab.Play(Id, new PlayOffer(Descriptions.PlayOffer(Subscribing.Identity, kinds, videoCodecs ?? VideoCodecs), track));
        Subscribing.Connect(answer.Sdp);
        Expect.That(lab.RunUntil(() => Subscribing.IsConnected));
        lab.Run(30); // the server's side of the handshake
        return answer;
    }

    /// <summary>Answers the offers that came since the last call.</summary>
    public void AnswerOffers(Func<string, bool>? takes = null)
    {
        for (; _seenEvents < lab.Events.Count; _seenEvents++)
        {
            if (lab.Events[_seenEvents] is not SubscribeOffer offer || offer.Participant != Id) continue;
            if (offer.Fresh)
            {
                if (Subscribing is not null) lab.Detach(Subscribing);
                Subscribing = new BrowserTransport(lab);
            }

            LastOffer = offer;
            var answer = Descriptions.Answer(Subscribing!.Identity, offer.Sdp, takes ?? (_ => true));
            lab.Answer(Id, offer.OfferId, answer);
            Subscribing!.Connect(offer.Sdp);
        }
    }

    /// <summary>Lets offers come, answers them and lets the transport connect.</summary>
    public void SubscribeConnected()
    {
        lab.Run(2);
        Expect.That(lab.RunUntil(() =>
        {
            AnswerOffers();
            return Subscribing is { IsConnected: true };
        }));
    }

    /// <summary>Sends one frame of VP8 in so many packets, every payload marked by its sequence number; the last has the color space, if one is given.</summary>
    public void SendVideo(SentTrack track, bool isKey, int packets = 1, Func<int, bool>? lost = null, byte payloadType = Vp8, ReadOnlySpan<byte> colorSpace = default)
    {
        track.Timestamp += 3000;
        for (var i = 0; i < packets; i++)
        {
            var payload = VideoPayload(payloadType, isKey, i == 0, track.NextSequence);
            var header = Header(track, payloadType, i == packets - 1);
            if (header.Marker) header.TrySetColorSpace(colorSpace);
            if (lost?.Invoke(i) != true) Publishing!.SendRtp(header, payload);
            track.NextSequence = track.NextSequence.Next;
        }
    }

    /// <summary>Sends one frame of a layer: VP8 with picture ids, its size in key frames, its index and the sequence number at the end of each payload.</summary>
    public void SendFrame(SentTrack track, int layer, bool isKey, int packets = 1, Func<int, bool>? lost = null)
    {
        var its = track.Layers[layer];
        its.Timestamp += 3000;
        its.PictureId = (ushort)((its.PictureId + 1) & 0x7FFF);
        Span<byte> payload = stackalloc byte[64];
        for (var i = 0; i < packets; i++)
        {
            payload.Clear();
            (payload[0], payload[1]) = ((byte)(0x80 | (i == 0 ? 0x10 : 0)), 0xC0); // RFC 7741 §4.2: X, S; I, L
            BinaryPrimitives.WriteUInt16BigEndian(payload[2..], (ushort)(0x8000 | its.PictureId));
            payload[4] = (byte)its.PictureId;
            if (i == 0)
            {
                ReadOnlySpan<byte> keyFrame = [0x10, 0x00, 0x00, 0x9D, 0x01, 0x2A];
                keyFrame.CopyTo(payload[5..]);
                if (!isKey) payload[5] |= 1;
                BinaryPrimitives.WriteUInt16LittleEndian(payload[11..], its.Size.Width);
                BinaryPrimitives.WriteUInt16LittleEndian(payload[13..], its.Size.Height);
            }

            payload[61] = (byte)layer;
            BinaryPrimitives.WriteUInt16BigEndian(payload[62..], its.NextSequence.Value);
            var header = Header(its, Vp8, i == packets - 1);
            if (lost?.Invoke(i) == true) its.Lost.Add((header, payload.ToArray()));
            else Publishing!.SendRtp(header, payload);
            its.NextSequence = its.NextSequence.Next;
        }
    }

    /// <summary>Sends as RTX what was lost of a layer.</summary>
    public void Repair(SentTrack track, int layer)
    {
        var its = track.Layers[layer];
        foreach (var (lost, payload) in its.Lost)
        {
            var header = lost;
            (header.PayloadType, header.Ssrc, header.OriginalSequenceNumber) = (Vp8Rtx, new Ssrc(its.RtxSsrc), lost.SequenceNumber);
            header.SequenceNumber = its.NextRtxSequence;
            its.NextRtxSequence = its.NextRtxSequence.Next;
            Publishing!.SendRtp(header, payload);
        }

        its.Lost.Clear();
    }

    /// <summary>Sends packets of a frame with this payload, whatever it is; allocates nothing.</summary>
    /// <param name="endsFrame">The last of them is the frame's.</param>
    public void SendPayloads(SentTrack track, ReadOnlySpan<byte> payload, int packets, bool endsFrame = true)
    {
        track.Timestamp += 3000;
        for (var i = 0; i < packets; i++)
        {
            Publishing!.SendRtp(Header(track, Vp8, endsFrame && i == packets - 1), payload);
            track.NextSequence = track.NextSequence.Next;
        }
    }

    /// <summary>Same, with packets of these lengths.</summary>
    public void SendPayloads(SentTrack track, ReadOnlySpan<byte> payload, ReadOnlySpan<int> lengths)
    {
        track.Timestamp += 3000;
        for (var i = 0; i < lengths.Length; i++)
        {
            Publishing!.SendRtp(Header(track, Vp8, i == lengths.Length - 1), payload[..lengths[i]]);
            track.NextSequence = track.NextSequence.Next;
        }
    }

    /// <summary>Sends a packet again as RTX.</summary>
    public void SendRetransmission(SentTrack track, SequenceNumber original, bool isKey = false, bool isFirst = false)
    {
        var header = new RtpHeader
        {
            PayloadType = Vp8Rtx, SequenceNumber = track.NextRtxSequence, Timestamp = track.Timestamp, Ssrc = new Ssrc(track.RtxSsrc),
            Extensions = Extensions, Mid = Mid.Create(track.Mid), Rid = track.Rid, OriginalSequenceNumber = original,
        };
        track.NextRtxSequence = track.NextRtxSequence.Next;
        Publishing!.SendRtp(header, VideoPayload(Vp8, isKey, isFirst, original));
    }

    public void SendAudio(SentTrack track, byte level = 30)
    {
        track.Timestamp += 960;
        var header = Header(track, Opus, false);
        header.AudioLevel = new AudioLevel(level, true);
        Publishing!.SendRtp(header, [0x78, (byte)(track.NextSequence.Value >> 8), (byte)track.NextSequence.Value]);
        track.NextSequence = track.NextSequence.Next;
    }

    /// <summary>What VP8 or VP9 looks like to one who reads headers only, with the sequence number behind it.</summary>
    public static byte[] VideoPayload(byte payloadType, bool isKey, bool isFirst, SequenceNumber sequence)
    {
        var payload = new byte[64];
        if (payloadType == Vp9)
        {
            payload[0] = (byte)((isKey ? 0 : 0x40) | (isFirst ? 0x08 : 0) | 0x04); // RFC 9628 §4.2: P, B, E
        }
        else
        {
            payload[0] = (byte)(isFirst ? 0x10 : 0); // RFC 7741 §4.2: S
            byte[] keyFrame = [0x10, 0x00, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01]; // RFC 6386 §9.1: 640x360
            if (isFirst) keyFrame.CopyTo(payload, 1);
            if (isFirst && !isKey) payload[1] |= 1;
        }

        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(62), sequence.Value);
        return payload;
    }

    /// <summary>The publisher's sequence number that <see cref="VideoPayload"/> left in a payload.</summary>
    public static ushort Mark(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt16BigEndian(payload[^2..]);

    private static RtpHeader Header(SentTrack track, byte payloadType, bool marker) => new()
    {
        PayloadType = payloadType, Marker = marker, SequenceNumber = track.NextSequence, Timestamp = track.Timestamp, Ssrc = new Ssrc(track.Ssrc),
        Extensions = Extensions, Mid = track.MidOnWire, Rid = track.Rid,
    };

    private static HeaderExtensionMap MakeExtensions()
    {
        var map = new HeaderExtensionMap();
        map.TryAdd(1, HeaderExtensionKind.Mid);
        map.TryAdd(2, HeaderExtensionKind.TransportSequence);
        map.TryAdd(3, HeaderExtensionKind.AudioLevel);
        map.TryAdd(4, HeaderExtensionKind.AbsSendTime);
        map.TryAdd(5, HeaderExtensionKind.ColorSpace);
        map.TryAdd(6, HeaderExtensionKind.Rid);
        map.TryAdd(7, HeaderExtensionKind.RepairedRid);
        return map;
    }
}
