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
    private readonly Fanout _fanout;
    private readonly Action<Timestamp> _ask;
    private readonly Worker _home;
    private SourceClock? _clock;
    private bool _isClosed;
    private int _isAsking;

    /// <param name="context">The subscribers' Worker's.</param>
    /// <param name="home">The room's Worker.</param>
    /// <param name="info">What the track is at first.</param>
    /// <param name="requestKeyFrame">Runs on the room's thread.</param>
    public RelayedTrack(RoomContext context, Worker home, TrackInfo info, MediaCodec codec, Action requestKeyFrame)
    {
        _worker = context.Worker;
        _home = home;
        Info = info;
        Codec = codec;
        _fanout = new Fanout(_worker, info.Source.IsVideo(), context.Options.PacketsPerMessage);
        _ask = _ =>
        {
            Volatile.Write(ref _isAsking, 0); // first: a wish from now on is a new one
            requestKeyFrame();
        };
    }

    public TrackInfo Info { get; private set; }

    public MediaCodec Codec { get; private set; }

    public void Add(DownTrack track) => _fanout.Add(track);

    public void Remove(DownTrack track) => _fanout.Remove(track);

    /// <summary>Everybody's wish here is one word to the room, until that has heard it; the room joins the wishes of all Workers.</summary>
    public void RequestKeyFrame()
    {
        if (!Info.Source.IsVideo()) return;
        _worker.Counters.KeyFrameRequestsIn++;
        if (Interlocked.Exchange(ref _isAsking, 1) == 0) _home.Post(_ask);
    }

    public bool TryGetCached(long sequence, out MediaPacket packet) => _fanout.TryGetCached(sequence, out packet);

    public bool TryGetTimestamp(NtpTime now, out uint timestamp)
    {
        timestamp = _clock?.TimestampAt(now, Info.ClockRate) ?? 0;
        return _clock is not null;
    }

    /// <summary>Copies a packet into the batch; true when it is the first there.</summary>
    public bool TryReceive(in MediaPacket packet)
    {
        if (_isClosed) return false;
        if (!_worker.Pool.TryRent(packet.Slot.Span, out var slot))
        {
            _worker.Counters.Drop(DropReason.NoBuffer);
            return false;
        }

        var isFirst = _fanout.Batch.IsEmpty;
        _fanout.Add(packet with { Slot = slot });
        return isFirst;
    }

    public void Forward(Timestamp now) => _fanout.Forward(now);

    /// <summary>Another stream begins, perhaps of another codec.</summary>
    public void BeginAgain(TrackInfo info, MediaCodec codec)
    {
        Info = info;
        Codec = codec;
        _fanout.BeginAgain();
    }

    public void SetClock(SourceClock? clock) => _clock = clock;

    /// <summary>Gives every slot back; packets that still come are left out.</summary>
    public void Close()
    {
        _isClosed = true;
        _fanout.Clear();
    }
}
