using System.Buffers.Binary;
using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>
/// What Taps get of a track with several layers: one of them at a time, joined at key frames into one stream whose sequence numbers have no hole and whose timestamps are those
/// of one clock, so that a recording is one rendition whatever the publisher's path does. A late packet of the layer before still finds its place.
/// </summary>
internal sealed class TapStream(UpTrack track)
{
    private readonly byte[] _packet = new byte[PacketPool.MaxPacketLength];
    private StreamRewriter _rewriter, _before;
    private UpLayer? _layerBefore;
    private Ssrc _ssrc;

    /// <summary>The layer that is given now; null before the first key frame.</summary>
    public UpLayer? Layer { get; private set; }

    /// <summary>What is added to the layer's RTP timestamps.</summary>
    public uint TimestampShift => _rewriter.TimestampShift;

    /// <summary>Gives a packet of one of the layers to the Taps, if it is theirs.</summary>
    public void Give(Timestamp now, List<Tap> taps, UpLayer layer, in MediaPacket packet)
    {
        if (TryWrite(now, layer, packet) is not { } length) return;
        foreach (var tap in taps) tap.Add(track.Id, now, _packet.AsSpan(0, length));
    }

    /// <summary>Gives one that came before to a Tap that has just opened.</summary>
    public void GiveAgain(Timestamp now, Tap tap, in MediaPacket packet)
    {
        if (Write(now, ref _rewriter, packet) is { } length) tap.Add(track.Id, now, _packet.AsSpan(0, length));
    }

    /// <summary>Begins with what a layer has kept since its last key frame, for the first Tap; false when it has kept nothing.</summary>
    public bool TryBegin(Timestamp now, UpLayer layer)
    {
        foreach (var packet in layer.Packets.SinceKeyFrame())
        {
            SwitchTo(now, layer, packet);
            return true;
        }

        return false;
    }

    /// <summary>Another stream begins: nothing of it follows on what was.</summary>
    public void BeginAgain() => (Layer, _layerBefore) = (null, null);

    private int? TryWrite(Timestamp now, UpLayer layer, in MediaPacket packet)
    {
        if (layer != Layer && packet.StartsKeyFrame && (Layer is null || layer.Index == track.BestLayer)) SwitchTo(now, layer, packet);
        if (layer == Layer) return Write(now, ref _rewriter, packet);
        return layer == _layerBefore && _before.Covers(packet.Sequence) ? Write(now, ref _before, packet) : null;
    }

    private void SwitchTo(Timestamp now, UpLayer layer, in MediaPacket packet)
    {
        (_layerBefore, _before) = (Layer, _rewriter);
        if (Layer is null) _ssrc = layer.Stream!.Ssrc;
        uint? ahead = Layer is { } last && track.TryGetDistance(last.Index, layer.Index, out var distance) ? distance : null;
        _rewriter.Begin(now, packet.Sequence, packet.Timestamp, track.ClockRate, ahead, mayTurnBack: true);
        Layer = layer;
    }

    private int? Write(Timestamp now, ref StreamRewriter rewriter, in MediaPacket packet)
    {
        if (!rewriter.TryRewrite(now, packet.Sequence, packet.Timestamp, out var sequence, out var timestamp)) return null;
        var bytes = packet.Slot.Span;
        bytes.CopyTo(_packet);
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(8), _ssrc.Value);
        return bytes.Length;
    }
}
