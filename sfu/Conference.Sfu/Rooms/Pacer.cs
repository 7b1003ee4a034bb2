using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Video for one subscriber whose path is tight: it waits here as plaintext and leaves in runs, spread over a short time, so that a frame's burst does
/// not fill a queue on the way. Numbers, padding and encryption come when it leaves. Audio and retransmissions do not wait, but what they take is
/// counted. While the path is ample nothing comes here. It never falls behind what is published and drops nothing that is still of use: less video for
/// a narrow path is the choice of a layer, not of a queue.
/// </summary>
internal sealed class Pacer(BandwidthEstimator bandwidth, WorkerCounters counters, int packetsPerRun) : Timed
{
    /// <summary>What waits has left after so long, whatever the estimate, and after twice as long beside many repairs: a frame and a half, or three.</summary>
    private const long MaxWaitMicroseconds = 50_000;

    /// <summary>
    /// Over the estimate, by libwebrtc's factor: the pace answers for bursts, not for the mean. A closer one would keep a path slow that only stood still
    /// for a moment, because then no more arrives than is let go.
    /// </summary>
    private const double PacingFactor = 2.5;

    /// <summary>Time saved up while nothing was sent: one burst of so much is let through.</summary>
    private const long MaxSavedMicroseconds = 5_000;

    private MediaPacket[] _packets = [];
    private DownTrack[] _tracks = [];
    private int _head, _count;
    private long _bytes;
    private double _credit;
    private double _leastBytesPerMicrosecond;
    private Timestamp _creditedAt;

    /// <summary>Whose path it is.</summary>
    public required TransportBinding Path { get; init; }

    public bool IsEmpty => _count == 0;

    /// <summary>Takes packets in behind those that wait. The caller keeps its references.</summary>
    public void Add(Timestamp now, DownTrack track, ReadOnlySpan<MediaPacket> packets)
    {
        if (_count + packets.Length > _packets.Length) Enlarge(_count + packets.Length);
        foreach (ref readonly var packet in packets)
        {
            packet.Slot.Retain();
            var index = (_head + _count++) & (_packets.Length - 1);
            (_packets[index], _tracks[index]) = (packet, track);
            _bytes += packet.PayloadLength;
        }

        _leastBytesPerMicrosecond = Math.Max(_leastBytesPerMicrosecond, (double)_bytes / MaxWaitMicroseconds);
        counters.PacedPackets += packets.Length;
    }

    /// <summary>Something that does not wait has used the path.</summary>
    public void Charge(long bytes) => _credit -= bytes;

    /// <summary>Lets go what may go now.</summary>
    public override Timestamp HandleTimeout(Timestamp now)
    {
        var bytesPerMicrosecond = Math.Max(PacingFactor * Math.Max(1, bandwidth.Bitrate) / 8e6, _leastBytesPerMicrosecond);
        var passed = Math.Max(0, now.Microseconds - _creditedAt.Microseconds);
        // What does not wait may be more than the path has; video waits for it no longer than for itself.
        _credit = Math.Clamp(
            _credit + passed * bytesPerMicrosecond, -MaxWaitMicroseconds * bytesPerMicrosecond, MaxSavedMicroseconds * bytesPerMicrosecond);
        _creditedAt = now;
        while (_count > 0 && (_credit > 0 || !bandwidth.IsTight)) ReleaseRun(now);
        if (_count > 0) return now.AddMicroseconds((long)(-_credit / bytesPerMicrosecond) + 1);
        _leastBytesPerMicrosecond = 0;
        return Timestamp.Never;
    }

    /// <summary>The track's stream begins anew, or is over: what waits of it belongs to the past.</summary>
    public void Forget(DownTrack track)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var from = (_head + i) & (_packets.Length - 1);
            if (ReferenceEquals(_tracks[from], track))
            {
                Drop(from);
                counters.Drop(DropReason.StreamEnded);
                continue;
            }

            var to = (_head + kept++) & (_packets.Length - 1);
            (_packets[to], _tracks[to]) = (_packets[from], _tracks[from]);
        }

        _count = kept;
    }

    /// <summary>One run: packets of one track that lie side by side here, as far as credit and cap go.</summary>
    private void ReleaseRun(Timestamp now)
    {
        var track = _tracks[_head];
        long bytes = 0;
        var run = 0;
        var most = Math.Min(Math.Min(_count, packetsPerRun), _packets.Length - _head);
        while (run < most && ReferenceEquals(_tracks[_head + run], track) && (run == 0 || _credit > bytes || !bandwidth.IsTight))
            bytes += _packets[_head + run++].PayloadLength;
        track.Release(now, _packets.AsSpan(_head, run));
        _credit -= bytes;
        for (; run > 0; run--, _count--, _head = (_head + 1) & (_packets.Length - 1)) Drop(_head);
    }

    private void Drop(int index)
    {
        _bytes -= _packets[index].PayloadLength;
        _packets[index].Slot.Release();
        (_packets[index], _tracks[index]) = (default, null!);
    }

    private void Enlarge(int capacity)
    {
        const int least = 64;
        var larger = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(least, capacity));
        var (packets, tracks) = (new MediaPacket[larger], new DownTrack[larger]);
        for (var i = 0; i < _count; i++)
        {
            var from = (_head + i) & (_packets.Length - 1);
            (packets[i], tracks[i]) = (_packets[from], _tracks[from]);
        }

        (_packets, _tracks, _head) = (packets, tracks, 0);
    }
}
