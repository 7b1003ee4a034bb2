using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A publisher's track on a Worker that is not its room's. Packets are copied once into slots of this Worker: the copy fetches the cache lines that encryption needs
/// anyway, retransmissions are answered from here, and no count is shared between threads. Belongs to this Worker's thread but for the constructor.
/// </summary>
internal sealed class RelayedTrack : IForwardSource
{
    private readonly Worker _worker;
    private readonly Action<Timestamp>[] _asks;
    private readonly Worker _home;
    private readonly SourceClock?[] _clocks;
    private readonly int[] _isAsking;
    private bool _isClosed;

    /// <param name="context">The subscribers' Worker's.</param>
    /// <param name="home">The room's Worker.</param>
    /// <param name="info">What the track is at first.</param>
    /// <param name="layers">How many it has.</param>
    /// <param name="requestKeyFrame">Of a layer; runs on the room's thread.</param>
    public RelayedTrack(RoomContext context, Worker home, TrackInfo info, MediaCodec codec, int layers, Action<int> requestKeyFrame)
    {
        _worker = context.Worker;
        _home = home;
        Info = info;
        Codec = codec;
        Layers = new LayerSet(layers, _worker, info.Source.IsVideo(), context.Options.PacketsPerMessage);
        _clocks = new SourceClock?[layers];
        _isAsking = new int[layers];
        _asks = new Action<Timestamp>[layers];
        for (var i = 0; i < layers; i++)
        {
            var layer = i;
            _asks[i] = _ =>
            {
                Volatile.Write(ref _isAsking[layer], 0); // first: a wish from now on is a new one
                requestKeyFrame(layer);
            };
        }
    }

    public TrackInfo Info { get; private set; }

    public MediaCodec Codec { get; private set; }

    public LayerSet Layers { get; }

    /// <summary>Everybody's wish here is one word to the room, until that has heard it; the room joins the wishes of all Workers.</summary>
    public void RequestKeyFrame(int layer)
    {
        if (!Info.Source.IsVideo()) return;
        _worker.Counters.KeyFrameRequestsIn++;
        if (Interlocked.Exchange(ref _isAsking[layer], 1) == 0) _home.Post(_asks[layer]);
    }

    public bool TryGetTimestamp(NtpTime now, int layer, out uint timestamp)
    {
        timestamp = _clocks[layer]?.TimestampAt(now, Info.ClockRate) ?? 0;
        return _clocks[layer] is not null;
    }

    public bool TryGetDistance(int ahead, int behind, out uint distance)
    {
        distance = 0;
        if (_clocks[ahead] is not { } there || _clocks[behind] is not { } here) return false;
        distance = there.Rtp.AheadOf(here.Rtp, Info.ClockRate);
        return true;
    }

    /// <summary>Copies a packet into its layer's batch; true when it is the first there.</summary>
    public bool TryReceive(in MediaPacket packet)
    {
        if (_isClosed) return false;
        if (!_worker.Pool.TryRent(packet.Slot.Span, out var slot))
        {
            _worker.Counters.Drop(DropReason.NoBuffer);
            return false;
        }

        var layer = Layers[packet.Layer];
        var isFirst = layer.Batch.IsEmpty;
        layer.Add(packet with { Slot = slot });
        return isFirst;
    }

    public void Forward(Timestamp now) => Layers.Forward(now);

    /// <summary>Another stream begins, perhaps of another codec.</summary>
    public void BeginAgain(TrackInfo info, MediaCodec codec)
    {
        Info = info;
        Codec = codec;
        Layers.BeginAgain();
    }

    public void SetClock(int layer, SourceClock? clock) => _clocks[layer] = clock;

    /// <summary>Gives every slot back; packets that still come are left out.</summary>
    public void Close()
    {
        _isClosed = true;
        Layers.Clear();
    }
}
