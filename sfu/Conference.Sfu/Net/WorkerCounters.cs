using Conference.Sfu.Rooms;

namespace Conference.Sfu.Net;

/// <summary>What a Worker did. Plain fields of its thread; <see cref="SfuMetrics"/> reads them without a lock, so a value may be a moment old.</summary>
internal sealed class WorkerCounters
{
    public long RtpPacketsIn, RtpPacketsOut;
    public long NacksIn, NacksOut;
    public long KeyFrameRequestsIn, KeyFrameRequestsOut;
    public long RetransmissionsOut;
    public long Faults;

    /// <summary>Video packets that waited because a subscriber's path is tight.</summary>
    public long PacedPackets;

    /// <summary>Turns of the loop, and the microseconds that they took, waiting excluded.</summary>
    public long Turns, BusyMicroseconds;

    /// <summary>Waiting within turns: for the rest of frames.</summary>
    public long GatheringMicroseconds;

    /// <summary>The longest turn since it was last read.</summary>
    public long LongestTurnMicroseconds;

    /// <summary>Who is there now.</summary>
    public long Rooms, Participants, Transports;

    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];

    public void Drop(DropReason reason, long packets = 1) => _drops[(int)reason] += packets;

    public long Dropped(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);
}
