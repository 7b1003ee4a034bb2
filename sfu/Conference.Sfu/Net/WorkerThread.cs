using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// Drives a <see cref="Worker"/>: wait for its port or its next deadline, take a turn, again. Does not free it: another Worker may still read its packets.
/// </summary>
internal sealed class WorkerThread
{
    private readonly Worker _worker;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public WorkerThread(Worker worker)
    {
        _worker = worker;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"sfu-worker-{worker.Index}", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>Completes when the loop has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends the loop after the commands that were posted before.</summary>
    public Task StopAsync()
    {
        _worker.Post(_ => _stopping = true);
        return _ended.Task;
    }

    private void Loop()
    {
        var clock = _worker.Clock;
        var counters = _worker.Counters;
        var next = clock.Now;
        _worker.Deadlines.Schedule(_worker.Load, next);
        while (!_stopping)
        {
            var wait = next == Timestamp.Never ? -1 : Math.Max(0, next.Microseconds - clock.Now.Microseconds);
            _worker.Port.Wait(_worker.TrySleep() ? wait : 0);
            _worker.Awake();
            var start = clock.Now;
            var gathered = counters.GatheringMicroseconds;
            next = _worker.Turn(start);
            var took = clock.Now.Microseconds - start.Microseconds - (counters.GatheringMicroseconds - gathered);
            counters.Turns++;
            counters.BusyMicroseconds += took;
            if (took > counters.LongestTurnMicroseconds) counters.LongestTurnMicroseconds = took;
        }

        _ended.SetResult();
    }
}
