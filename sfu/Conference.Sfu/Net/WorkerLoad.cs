using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// How much a Worker has to do, measured once a second and smoothed over some three. Written by the Worker's thread, read by those that place rooms and
/// subscribers: a value may be a second old.
/// </summary>
internal sealed class WorkerLoad(Worker worker) : Timed
{
    private const long IntervalMicroseconds = 1_000_000;
    private const double Newest = 0.3;

    private Timestamp _sampledAt;
    private long _packets, _busy;
    private double _packetsPerSecond, _busyShare;

    /// <summary>Datagrams sent per second.</summary>
    public double PacketsPerSecond => Volatile.Read(ref _packetsPerSecond);

    /// <summary>The part of its time that the thread works, 0 to 1.</summary>
    public double BusyShare => Volatile.Read(ref _busyShare);

    public override Timestamp HandleTimeout(Timestamp now)
    {
        var passed = now.Microseconds - _sampledAt.Microseconds;
        if (passed >= IntervalMicroseconds)
        {
            var packets = worker.Port.Counters.DatagramsOut;
            var busy = worker.Counters.BusyMicroseconds;
            Set(ref _packetsPerSecond, (packets - _packets) * 1e6 / passed);
            Set(ref _busyShare, Math.Min(1, (double)(busy - _busy) / passed));
            (_sampledAt, _packets, _busy) = (now, packets, busy);
        }

        return _sampledAt.AddMicroseconds(IntervalMicroseconds);
    }

    private static void Set(ref double average, double sample) => Volatile.Write(ref average, average + (sample - average) * Newest);
}
