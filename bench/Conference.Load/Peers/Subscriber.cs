using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Load.Peers;

/// <summary>
/// Receives a track as cheaply as can be: counts packets, and of every fiftieth decrypts and checks the payload and notes the delay. Reports once a second.
/// </summary>
internal sealed class Subscriber(DtlsCertificate certificate) : Peer(certificate)
{
    /// <summary>Every so many packets one is decrypted.</summary>
    public const int SampleInterval = 50;

    private const int ReportIntervalMilliseconds = 1000;

    private long _arrival;
    private ushort _highest;

    /// <summary>The stream that the server's offer names.</summary>
    public uint Ssrc { get; set; }

    /// <summary>Where delays go, microseconds; null while nobody measures.</summary>
    public List<int>? Delays { get; set; }

    public long Received { get; private set; }

    /// <summary>Samples that were to be decrypted.</summary>
    public long Sampled { get; private set; }

    /// <summary>Samples that were authentic, and what the publisher had sent.</summary>
    public long Checked { get; private set; }

    protected override (int From, int Step) NextWhole => ((int)((SampleInterval - Received % SampleInterval) % SampleInterval), SampleInterval);

    public override void OnRtp(Transport transport, Timestamp now, Span<byte> packet)
    {
        if (!RtpPacket.TryParse(packet, out var rtp) || !MediaPayload.TryRead(rtp.Payload, out var sent)) return;
        Checked++;
        if (_arrival > 0) Delays?.Add((int)((_arrival - sent) / 1000));
    }

    public override void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound) { }

    protected override bool WantsMedia(ReceiveBatch batch, int index)
    {
        var sampled = Received++ % SampleInterval == 0;
        _highest = ReceiveBatch.SequenceNumber(batch[index]);
        // RTCP or STUN between media shifts the places: then the sample was not read whole and is passed over.
        if (!sampled || !batch.IsWhole(index)) return false;
        Sampled++;
        _arrival = batch.ArrivalNanoseconds(index);
        return true;
    }

    protected override Timestamp OnDue(Timestamp now)
    {
        if (Received > 0)
        {
            var writer = new RtcpWriter(stackalloc byte[64]);
            var block = new ReportBlock(new Ssrc(Ssrc), 0, 0, _highest, 0, 0, 0);
            if (new ReceiverReport(new Ssrc(1)).TryWrite(ref writer, [block])) Transport!.SendRtcp(now, writer.Written, Outbox!);
        }

        return now.AddMilliseconds(ReportIntervalMilliseconds);
    }
}
