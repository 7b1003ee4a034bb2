using System.Diagnostics.Metrics;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;

namespace Conference.Sfu;

/// <summary>
/// The meter "Conference.Sfu". Its instruments are observable and read plain counters of the Workers, so the hot path pays nothing for them. Names are
/// stable, /metrics prints them:
/// <list type="bullet">
/// <item><c>sfu.rooms</c>, <c>sfu.participants</c>, <c>sfu.transports</c>: now.</item>
/// <item><c>sfu.packets</c>, <c>sfu.bytes</c> {direction = in | out}: UDP datagrams and their payload bytes.</item>
/// <item><c>sfu.messages</c> {direction}: what those were to the kernel; a message is one datagram or a run of them (UDP GRO, GSO).</item>
/// <item><c>sfu.runs.refused</c>: runs that the kernel would not cut and that left datagram by datagram.</item>
/// <item><c>sfu.rtp.packets</c> {direction}: RTP packets received, and sent to subscribers (retransmissions included).</item>
/// <item><c>sfu.drops</c> {reason}: by <see cref="DropReason"/>, every reason always present.</item>
/// <item><c>sfu.nacks</c> {direction}: packets asked for again by subscribers (in) and from publishers (out).</item>
/// <item><c>sfu.key_frame_requests</c> {direction}: PLI and FIR (and joins) before coalescing (in), PLI sent to publishers (out).</item>
/// <item><c>sfu.retransmissions</c>: packets sent to subscribers again, by RTX or as they were.</item>
/// <item><c>sfu.paced</c>: video packets that waited because a subscriber's path is tight.</item>
/// <item><c>sfu.loop.turns</c>, <c>sfu.loop.busy</c> (seconds), <c>sfu.loop.longest</c> (seconds, since the last reading) {worker}.</item>
/// <item><c>sfu.faults</c>: broken invariants. Each closes a transport, a room or a helper's part of one; a command's is told to its caller.</item>
/// <item><c>sfu.events.lost</c>: events that the floor above was too slow to read.</item>
/// </list>
/// Tap overflow is <c>sfu.drops</c> {reason = TapOverflow}.
/// </summary>
internal sealed class SfuMetrics : IDisposable
{
    public const string MeterName = "Conference.Sfu";
    private static readonly KeyValuePair<string, object?> In = new("direction", "in"), Out = new("direction", "out");
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();
    private readonly Meter _meter = new(MeterName);
    private readonly IReadOnlyList<Worker> _workers;

    /// <param name="workers">Read for as long as the process lives; a stopped Worker keeps its last values.</param>
    /// <param name="lostEvents">The number of events that nobody took.</param>
    public SfuMetrics(IReadOnlyList<Worker> workers, Func<long> lostEvents)
    {
        _workers = workers;
        _meter.CreateObservableGauge("sfu.rooms", () => Sum(worker => worker.Counters.Rooms));
        _meter.CreateObservableGauge("sfu.participants", () => Sum(worker => worker.Counters.Participants));
        _meter.CreateObservableGauge("sfu.transports", () => Sum(worker => worker.Counters.Transports));
        Pair("sfu.packets", worker => worker.Port.Counters.DatagramsIn, worker => worker.Port.Counters.DatagramsOut);
        Pair("sfu.bytes", worker => worker.Port.Counters.BytesIn, worker => worker.Port.Counters.BytesOut);
        Pair("sfu.messages", worker => worker.Port.Counters.MessagesIn, worker => worker.Port.Counters.MessagesOut);
        _meter.CreateObservableCounter("sfu.runs.refused", () => Sum(worker => worker.Port.Counters.RunsRefused));
        Pair("sfu.rtp.packets", worker => worker.Counters.RtpPacketsIn, worker => worker.Counters.RtpPacketsOut);
        Pair("sfu.nacks", worker => worker.Counters.NacksIn, worker => worker.Counters.NacksOut);
        Pair("sfu.key_frame_requests", worker => worker.Counters.KeyFrameRequestsIn, worker => worker.Counters.KeyFrameRequestsOut);
        _meter.CreateObservableCounter("sfu.retransmissions", () => Sum(worker => worker.Counters.RetransmissionsOut));
        _meter.CreateObservableCounter("sfu.paced", () => Sum(worker => worker.Counters.PacedPackets));
        _meter.CreateObservableCounter("sfu.faults", () => Sum(worker => worker.Counters.Faults));
        _meter.CreateObservableCounter("sfu.events.lost", lostEvents);
        _meter.CreateObservableCounter("sfu.drops", () => Reasons.Select(reason =>
            new Measurement<long>(Sum(worker => Dropped(worker, reason)), new KeyValuePair<string, object?>("reason", reason.ToString()))));
        _meter.CreateObservableCounter("sfu.loop.turns", () => Each(worker => worker.Counters.Turns));
        _meter.CreateObservableCounter("sfu.loop.busy", () => Each(worker => worker.Counters.BusyMicroseconds / 1e6), "s");
        _meter.CreateObservableGauge("sfu.loop.longest", () => Each(worker => Interlocked.Exchange(ref worker.Counters.LongestTurnMicroseconds, 0) / 1e6), "s");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Drops that the port counted itself belong to the same list.</summary>
    private static long Dropped(Worker worker, DropReason reason) => reason switch
    {
        DropReason.Truncated => worker.Port.Counters.Truncated,
        DropReason.SendQueueFull => worker.Port.Counters.SendQueueFull,
        DropReason.Unsendable => worker.Port.Counters.Unsendable,
        _ => worker.Counters.Dropped(reason),
    };

    private void Pair(string name, Func<Worker, long> incoming, Func<Worker, long> outgoing) =>
        _meter.CreateObservableCounter(name, () => new[] { new Measurement<long>(Sum(incoming), In), new Measurement<long>(Sum(outgoing), Out) });

    private long Sum(Func<Worker, long> counter)
    {
        long sum = 0;
        foreach (var worker in _workers) sum += counter(worker);
        return sum;
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<Worker, T> value)
        where T : struct =>
        _workers.Select(worker => new Measurement<T>(value(worker), new KeyValuePair<string, object?>("worker", worker.Index)));
}
