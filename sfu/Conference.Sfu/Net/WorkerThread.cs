using Conference.Rtc;
using Microsoft.Extensions.Logging;

namespace Conference.Sfu.Net;

/// <summary>
/// Drives a <see cref="Worker"/>: wait for its port or its next deadline, take a turn, again. Does not free it: another Worker may still read its packets.
/// </summary>
internal sealed partial class WorkerThread
{
    private readonly Worker _worker;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _niceSteps;
    private readonly ILogger _logger;
    private volatile bool _stopping;

    /// <param name="niceSteps">See <see cref="Control.SfuOptions.NiceSteps"/>.</param>
    /// <param name="logger">Told once, by the first Worker's thread, what the system granted.</param>
    public WorkerThread(Worker worker, int niceSteps, ILogger logger)
    {
        _worker = worker;
        _niceSteps = niceSteps;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"sfu-worker-{worker.Index}" };
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
        var nice = ThreadNice.Raise(_niceSteps);
        if (_worker.Index == 0 && nice is { } granted) LogNice(granted);
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

    private void LogNice(int nice)
    {
        if (nice < 0 || _niceSteps == 0) LogNiceGranted(nice);
        else LogNiceRefused(nice, _niceSteps);
    }

    [LoggerMessage(1009, LogLevel.Information, "Media threads run at nice {Nice}")]
    private partial void LogNiceGranted(int nice);

    [LoggerMessage(1010, LogLevel.Information, "Media threads run at nice {Nice}, as everything else: the system does not permit -{Steps}, which would let media go first on a busy core (systemd's LimitNICE=-{Steps}, or CAP_SYS_NICE)")]
    private partial void LogNiceRefused(int nice, int steps);
}
