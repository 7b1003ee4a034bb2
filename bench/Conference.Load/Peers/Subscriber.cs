using Conference.Load.Media;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Load.Peers;

/// <summary>
/// Receives every track of a room. Most do it as cheaply as can be: they count packets by their headers and decrypt one in <see cref="SampleInterval"/>.
/// A probe decrypts and authenticates every packet and notes its delay. All report once a second.
/// </summary>
/// <param name="knowsPayload">False when a browser publishes: then a packet that is authentic is all that can be checked, and its age is unknown.</param>
internal sealed class Subscriber(DtlsCertificate certificate, bool isProbe, bool knowsPayload) : Peer(certificate)
{
    /// <summary>
    /// Of one who is no probe, every so many packets one is decrypted. A prime: however the packets of several streams take turns, each stream has its samples, and
    /// with them what SRTP must know of it (a receiver that misses 32,768 numbers of a stream guesses its roll-over counter wrong, RFC 3711 §3.3.1).
    /// </summary>
    public const int SampleInterval = 251;

    private const int ReportIntervalMilliseconds = 1000, MaxReportBlocks = 31; // RFC 3550 §6.4.1: RC has 5 bits

    private readonly int _interval = isProbe ? 1 : SampleInterval;
    private readonly List<HeardStream> _streams = [];
    private HeardStream? _last;
    private long _arrival;

    /// <summary>Where delays go, microseconds; null while nobody measures.</summary>
    public List<int>? Delays { get; set; }

    /// <summary>RTP packets, duplicates and all.</summary>
    public long Received { get; private set; }

    /// <summary>Packets that were to be decrypted.</summary>
    public long Sampled { get; private set; }

    /// <summary>Of those the ones that were authentic, and what a publisher had sent.</summary>
    public long Checked { get; private set; }

    /// <summary>Sequence numbers of all its streams, those of lost packets too.</summary>
    public long Numbers => _streams.Sum(stream => stream.Numbers);

    /// <summary>When its transport was connected; null before.</summary>
    public Timestamp? ConnectedAt { get; private set; }

    public string Offer(IReadOnlyList<MediaKind> kinds) => Descriptions.PlayerOffer(Credentials, Fingerprint, kinds);

    public string Answer(string offer) => Descriptions.Answer(offer, Credentials, Fingerprint);

    protected override (int From, int Step) NextWhole => ((int)((_interval - Received % _interval) % _interval), _interval);

    public override void OnConnected(Transport transport, Timestamp now)
    {
        base.OnConnected(transport, now);
        ConnectedAt = now;
    }

    public override void OnRtp(Transport transport, Timestamp now, Span<byte> packet)
    {
        if (!RtpPacket.TryParse(packet, out var rtp)) return;
        var sent = 0L;
        if (knowsPayload && !MediaPayload.TryRead(rtp.Payload, out sent)) return;
        Checked++;
        if (knowsPayload && _arrival > 0) Delays?.Add((int)((_arrival - sent) / 1000));
    }

    public override void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound) { }

    protected override bool WantsMedia(ReceiveBatch batch, int index)
    {
        var sampled = Received++ % _interval == 0;
        var datagram = batch[index];
        Stream(ReceiveBatch.Ssrc(datagram)).Take(ReceiveBatch.SequenceNumber(datagram));
        // RTCP or STUN between media shifts the places: then the sample was not read whole and is passed over.
        if (!sampled || !batch.IsWhole(index)) return false;
        Sampled++;
        _arrival = batch.ArrivalNanoseconds(index);
        return true;
    }

    protected override Timestamp OnDue(Timestamp now)
    {
        for (var from = 0; from < _streams.Count; from += MaxReportBlocks) Report(now, _streams.Skip(from).Take(MaxReportBlocks));
        return now.AddMilliseconds(ReportIntervalMilliseconds);
    }

    private void Report(Timestamp now, IEnumerable<HeardStream> streams)
    {
        Span<byte> room = stackalloc byte[8 + 24 * MaxReportBlocks];
        var writer = new RtcpWriter(room);
        ReportBlock[] blocks = [.. streams.Select(stream => new ReportBlock(new Ssrc(stream.Ssrc), 0, 0, stream.Highest, 0, 0, 0))];
        if (new ReceiverReport(new Ssrc(1)).TryWrite(ref writer, blocks)) Transport!.SendRtcp(now, writer.Written, Outbox!);
    }

    private HeardStream Stream(uint ssrc)
    {
        if (_last?.Ssrc == ssrc) return _last;
        foreach (var stream in _streams)
            if (stream.Ssrc == ssrc) return _last = stream;
        _streams.Add(_last = new HeardStream(ssrc));
        return _last;
    }
}
