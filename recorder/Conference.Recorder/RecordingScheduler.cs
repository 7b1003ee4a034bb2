using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Sfu.Control;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>
/// Leases recordings that were asked for, or whose recorder died, and runs a <see cref="RecordingSession"/> for each. Told by the database's events;
/// looks by itself now and then, because an event is a hint.
/// </summary>
internal sealed partial class RecordingScheduler(
    ISfu sfu, RecordingLeases leases, RecordingStore recordings, LectureStore lectures, StorageEvents events, IObjectStore store, RecorderOptions options,
    RecorderMetrics metrics, TimeProvider time, ILoggerFactory loggers) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(15);

    private readonly ILogger _logger = loggers.CreateLogger<RecordingScheduler>();
    private readonly ConcurrentDictionary<Guid, (RecordingSession Session, Task Running)> _sessions = new();
    private readonly CancellationTokenSource _hostStopping = new();
    private SpoolRoom? _room;
    private SpoolLock? _lock;

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        CheckPrograms();
        Directory.CreateDirectory(options.SpoolFolder);
        _lock = SpoolLock.Take(options.SpoolFolder, options.RecorderId);
        _room = SpoolRoom.Of(options, time);
        metrics.ObserveSpool(SpoolBytes);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// The Parts end now, while the web server in front still waits for its last answers: a player on a slow line must not use up the time that the last
    /// segments need.
    /// </summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _hostStopping.CancelAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _hostStopping.Dispose();
        _lock?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _hostStopping.Token);
        using var subscription = events.Subscribe();
        await TakeOverAsync(subscription, stop.Token);
        var sweeping = SweepAsync(stop.Token);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                while (await leases.NextAsync(_lock!.Owner, options.LeaseDuration, stop.Token) is { } recording) Begin(recording, stop.Token);
            }
            catch (Exception e)
            {
                // Cancelled in the middle of a query it may throw anything; the sessions are waited for all the same.
                if (!stop.IsCancellationRequested) LogDatabaseAway(e);
            }

            await WaitForEventAsync(subscription, stop.Token);
        }

        await sweeping;
        await Task.WhenAll(_sessions.Values.Select(s => s.Running));
    }

    /// <summary>
    /// What the process before this one held is free again, at once: people may be back and speak already. Before anything else is done, so that nothing of it is taken for
    /// another recorder's.
    /// </summary>
    private async Task TakeOverAsync(StorageSubscription subscription, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var released = await leases.ReleaseAllAsync(_lock!.Predecessors, cancellationToken);
                _lock.ForgetPredecessors();
                if (released > 0) LogTakenOver(released);
                return;
            }
            catch (Exception e)
            {
                if (!cancellationToken.IsCancellationRequested) LogDatabaseAway(e);
            }

            await WaitForEventAsync(subscription, cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var sweep = new LeftOverSweep(leases, recordings, lectures, store, _room!, _lock!.Owner, options, metrics, time, loggers.CreateLogger<LeftOverSweep>());
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await sweep.RunAsync(_sessions.ContainsKey, cancellationToken);
            }
            catch (Exception e)
            {
                if (!cancellationToken.IsCancellationRequested) LogSweepFailed(e);
            }

            await Task.Delay(SweepInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Begin(Recording recording, CancellationToken stoppingToken)
    {
        // Our own lease that ran out while the database was away: the session still runs and renews it.
        if (_sessions.ContainsKey(recording.Id)) return;
        var session = new RecordingSession(
            recording, sfu, leases, recordings, lectures, store, _room!, _lock!.Owner, options, metrics, time, loggers.CreateLogger<RecordingSession>());
        var start = new TaskCompletionSource();
        _sessions[recording.Id] = (session, RunAsync());
        start.SetResult();

        async Task RunAsync()
        {
            await start.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await session.RunAsync(stoppingToken);
            }
            catch (Exception e)
            {
                // The lease runs out and the recording is begun again, from its spool.
                LogSessionFailed(recording.Id, e);
            }

            _sessions.TryRemove(recording.Id, out _);
            session.Dispose();
        }
    }

    private async Task WaitForEventAsync(StorageSubscription subscription, CancellationToken stoppingToken)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        poll.CancelAfter(PollInterval);
        try
        {
            await subscription.Events.WaitToReadAsync(poll.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        while (subscription.Events.TryRead(out var storageEvent))
        {
            if (storageEvent is RecordingChanged changed && _sessions.TryGetValue(changed.RecordingId, out var entry)) entry.Session.Wake();
        }
    }

    private void CheckPrograms()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(options.FfmpegPath, "-version") { RedirectStandardOutput = true, RedirectStandardError = true });
            process?.Kill();
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"Recorder settings: {nameof(options.FfmpegPath)}: cannot start '{options.FfmpegPath}': {e.Message}", e);
        }

        if (!NativeLibrary.TryLoad("libopus.so.0", out _))
            throw new InvalidOperationException("Recorder settings: libopus.so.0 is missing (Debian and Ubuntu: package libopus0).");
    }

    private long SpoolBytes() =>
        new DirectoryInfo(options.SpoolFolder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Sum(file => file.Exists ? file.Length : 0);
}
