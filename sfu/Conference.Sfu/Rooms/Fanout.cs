using System.Runtime.InteropServices;
using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The packets of one layer of a track on one Worker: those of the present batch, those that are kept for retransmission, and the DownTracks that they go to. All slots
/// are the Worker's own.
/// </summary>
internal sealed class Fanout
{
    private readonly Worker _worker;
    private readonly int _packetsPerMessage;
    private readonly PacketCache? _cache;
    private readonly List<MediaPacket> _batch = new(64);
    private readonly List<DownTrack> _downTracks = [];
    private long _keyFrame = -1;
    private long _newest = -1;

    /// <param name="worker">Whose thread this belongs to.</param>
    /// <param name="isVideo">Audio is never retransmitted nor padded.</param>
    /// <param name="packetsPerMessage">See <see cref="Control.SfuOptions.PacketsPerMessage"/>.</param>
    public Fanout(Worker worker, bool isVideo, int packetsPerMessage)
    {
        _worker = worker;
        _packetsPerMessage = isVideo ? packetsPerMessage : 1;
        if (isVideo) _cache = new PacketCache(UpTrack.CacheCapacity);
    }

    /// <summary>Its place in the <see cref="LayerSet"/>.</summary>
    public int Layer { get; init; }

    public ReadOnlySpan<MediaPacket> Batch => CollectionsMarshal.AsSpan(_batch);

    /// <summary>How many DownTracks the batch goes to.</summary>
    public int Subscribers => _downTracks.Count;

    public void Add(DownTrack track) => _downTracks.Add(track);

    public void Remove(DownTrack track) => _downTracks.Remove(track);

    public bool Contains(long sequence) => _cache is not null && _cache.Contains(sequence);

    public bool TryGetCached(long sequence, out MediaPacket packet)
    {
        packet = default;
        return _cache is not null && _cache.TryGet(sequence, out packet);
    }

    /// <summary>
    /// What is kept from the newest key frame on, in order: enough for a decoder that begins now. Empty when that frame's beginning is no longer kept. Valid until
    /// the next packet.
    /// </summary>
    public IEnumerable<MediaPacket> SinceKeyFrame()
    {
        if (_keyFrame < 0 || !Contains(_keyFrame)) yield break;
        for (var sequence = _keyFrame; sequence <= _newest; sequence++)
        {
            // One that is missing is on its way again, or lost for everybody.
            if (TryGetCached(sequence, out var packet)) yield return packet;
        }
    }

    /// <summary>Takes a packet, and its reference, into the batch.</summary>
    public void Add(in MediaPacket packet)
    {
        _newest = Math.Max(_newest, packet.Sequence);
        if (packet.StartsKeyFrame) _keyFrame = Math.Max(_keyFrame, packet.Sequence);
        if (_worker.Pool.IsScarce) _cache?.Forget(packet.Sequence);
        else _cache?.Add(packet);
        _batch.Add(packet);
    }

    /// <summary>Hands the batch to every DownTrack: the subscriber outside, the packets inside, so that a subscriber's datagrams lie side by side.</summary>
    public void Forward(Timestamp now)
    {
        if (_batch.Count == 0) return; // what was there belonged to a stream that is over
        var packets = CollectionsMarshal.AsSpan(_batch);
        RunPadding.Plan(packets, _packetsPerMessage);
        foreach (var track in _downTracks) track.Forward(now, this, packets);
        ReleaseBatch();
    }

    /// <summary>Another stream begins: what is kept belongs to the one that was, and sequence numbers of the new one may be anywhere.</summary>
    public void BeginAgain()
    {
        if (_batch.Count > 0) _worker.Counters.Drop(DropReason.StreamEnded, _batch.Count);
        Clear();
        (_keyFrame, _newest) = (-1, -1);
    }

    /// <summary>Gives every slot back.</summary>
    public void Clear()
    {
        ReleaseBatch();
        _cache?.Clear();
    }

    private void ReleaseBatch()
    {
        // Out of the list first: whoever ends the room after a fault here must not meet the same slot again.
        while (_batch.Count > 0)
        {
            var slot = _batch[^1].Slot;
            _batch.RemoveAt(_batch.Count - 1);
            slot.Release();
        }
    }
}
