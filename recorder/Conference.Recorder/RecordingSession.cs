using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>
/// One leased recording, from the lease to Ready or Failed: finishes what an earlier run left in the spool, records a new Part while the lecture runs (and one more
/// after each pause), and keeps the lease meanwhile. When the host stops it ends its Part; what the store has not taken by then waits in the spool for the next start.
/// </summary>
internal sealed partial class RecordingSession(
    Recording recording, ISfu sfu, RecordingLeases leases, RecordingStore recordings, LectureStore lectures, IObjectStore store, SpoolRoom room, string owner,
    RecorderOptions options, RecorderMetrics metrics, TimeProvider time, ILogger<RecordingSession> logger) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>After a restart of the media server its lectures' people need a moment to come back.</summary>
    private static readonly TimeSpan RoomWait = TimeSpan.FromSeconds(30);

    /// <summary>The room comes with the first who is back, and what that one sends before the Tap is there is lost.</summary>
    private static readonly TimeSpan RoomPollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Of the 20 s that the host gives to everything.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _looked = new(0, 1);
    private readonly List<Task> _finishing = [];
    private readonly RecordingRows _rows = new(recording, leases, lectures, owner, options, time, logger);

    /// <summary>The row of the Part before: they are written in the order of time.</summary>
    private Task _row = Task.CompletedTask;

    private bool _isLeaseLost;
    private SpoolShortage _toldShortage;
    private DateTimeOffset? _stoppedAt;
    private volatile bool _isPaused = recording.PausedAt is not null;
    private volatile RunningPart? _running;

    public Guid RecordingId => recording.Id;

    private string SpoolFolder => Path.Combine(options.SpoolFolder, recording.Id.ToString("N"));

    /// <summary>The recording's row changed: look at it now. Harmless after the end, which is itself such a change.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // The session ended in this moment.
        }
    }

    /// <summary>Returns when the recording is done, is somebody else's, or the host stops.</summary>
    public async Task RunAsync(CancellationToken hostStopping)
    {
        metrics.RecordingStarted();
        await using var stopping = hostStopping.Register(() =>
        {
            _stop.Cancel();
            _abandon.CancelAfter(ShutdownGrace);
        });
        using var keeping = new CancellationTokenSource();
        var lease = KeepLeaseAsync(keeping.Token);
        var leftOver = Task.CompletedTask;
        try
        {
            var stored = recording.Parts.SelectMany(p => p.Renditions).ToList();
            var faults = new List<string>();
            leftOver = FinishLeftOversAsync(stored, faults);
            var end = await RecordAsync(stored, faults);
            await leftOver;
            if (!_isLeaseLost) await ConcludeAsync(end, stored, faults, hostStopping);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            LogAbandoned(recording.Id);
            if (!_isLeaseLost) await leases.ReleaseAsync(recording.Id, owner, CancellationToken.None);
        }
        finally
        {
            // After a failure the next session opens the same folders: nobody of this one may still be at work in them.
            await _abandon.CancelAsync();
            await leftOver.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await keeping.CancelAsync();
            await lease.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            metrics.RecordingEnded();
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _abandon.Dispose();
        _wake.Dispose();
        _looked.Dispose();
    }

    /// <summary>Packages and stores what an earlier run of this recorder journaled and did not store.</summary>
    private async Task FinishLeftOversAsync(List<Rendition> stored, List<string> faults)
    {
        // What is missing in the database is in the recording from here on: the next Part begins meanwhile, and its row comes after theirs.
        var leftOvers = new LeftOvers(recording, SpoolFolder, Services);
        await (_row = leftOvers.AddPartsAsync(_abandon.Token));
        var renditions = await leftOvers.FinishAsync(_abandon.Token);
        Collect(renditions.Select(r => r.Stored).OfType<Rendition>(), renditions.Select(r => r.Fault).OfType<string>(), stored, faults);
    }

    /// <summary>Records one Part after the other, with pauses between them. When the last one ended; null when there was none.</summary>
    private async Task<DateTimeOffset?> RecordAsync(List<Rendition> stored, List<string> faults)
    {
        if (recording.State == RecordingState.Finishing || recording.Lecture?.EndedAt is not null) return null;
        DateTimeOffset? end = null;
        try
        {
            while (await IsWantedAsync() && await OpenTapAsync() is { } tap)
            {
                if (await RecordPartAsync(tap, stored, faults) is { } ended) end = ended;
                else await Task.Delay(PollInterval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !_abandon.IsCancellationRequested)
        {
            // The stop came while a Part was about to begin: what there is is the recording.
        }
        finally
        {
            // Also after a failure: each of them works on files that the next session opens.
            await Task.WhenAll(_finishing);
        }

        return end;
    }

    /// <summary>Waits while the recording is paused; false when it is over.</summary>
    private async Task<bool> IsWantedAsync()
    {
        while (_isPaused && !_stop.IsCancellationRequested)
            await _looked.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stop.IsCancellationRequested;
    }

    /// <summary>
    /// When the Part ended, whose last segments may still be on their way; null when it was paused as it began. What comes is journaled from the first packet on, whatever the database
    /// does: the rows follow.
    /// </summary>
    private async Task<DateTimeOffset?> RecordPartAsync(ITap tap, List<Rendition> stored, List<string> faults)
    {
        await using var owned = tap;
        var start = tap.Now;
        var began = new Part { Id = Guid.CreateVersion7(), RecordingId = recording.Id, StartedAt = time.GetUtcNow(), RecorderId = owner };
        var folder = Path.Combine(SpoolFolder, began.Id.ToString("N"));
        var pending = new PendingPart(recording.Id, began.Id, began.StartedAt, owner);
        pending.Save(folder);
        var zero = recording.StartedAt;
        recording.StartedAt ??= began.StartedAt;
        var identity = new PartIdentity(recording.Id, began.Id, folder, start, began.StartedAt, Timeline(recording.StartedAt.Value).OffsetAt(began.StartedAt));
        recording.Parts.Add(began);
        var part = new PartRecorder(identity, tap.RequestKeyFrame, Services, _abandon.Token);
        using var running = new RunningPart(began.Id, _stop.Token);
        _running = running;
        var row = AddRowAsync(_row, pending, folder, part, running);
        _row = row;
        try
        {
            var hasRoomEnded = await new PartPump(tap, part, running, recording.Id, time, logger).RunAsync(At);
            var last = tap.Now;
            if (hasRoomEnded)
            {
                await _rows.RetryAsync(() => leases.MarkFinishingAsync(recording.Id, owner, _abandon.Token), _abandon.Token);
                await _rows.RetryAsync(() => WasStoppedAsync(_abandon.Token), _abandon.Token);
                await _stop.CancelAsync();
            }

            // After a pause the next Part does not wait for the row of this one.
            if (running.PausedAt is null && !await row)
            {
                await DiscardAsync(part, identity);
                recording.Parts.Remove(began);
                recording.StartedAt = zero;
                return null;
            }

            // A pause that was written before the stop, whichever was noticed.
            var paused = running.PausedAt ?? await _rows.RetryAsync(() => leases.PauseOfPartAsync(began.Id, _abandon.Token), _abandon.Token);
            if ((paused ?? _stoppedAt) is { } cut) last = Math.Clamp(At(cut), start, last);
            var end = began.StartedAt.AddMicroseconds(last - start);
            began.EndsInPause = paused is not null;
            began.EndedAt = end;
            _finishing.Add(FinishPartAsync(part, identity, row, last, end, stored, faults));
            return end;
        }
        catch
        {
            await AbandonAsync(part, stored, faults);
            await ((Task)row).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            _running = null;
        }

        long At(DateTimeOffset moment) => start + ToMicroseconds(moment - began.StartedAt);
    }

    /// <summary>
    /// Writes the Part's row as soon as the database answers; then what is journaled may be packaged. False when nothing of the Part may be kept: the recording was paused as it began.
    /// </summary>
    private async Task<bool> AddRowAsync(Task before, PendingPart pending, string folder, PartRecorder part, RunningPart running)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var added = await Services.AddPartAsync(pending, _abandon.Token);
        if (!added.IsThere && added.Refusal != PartRefusal.Paused)
        {
            // Somebody else's recording, or nobody's: the sweep looks after what is left in the spool.
            LogRefused(recording.Id, folder, added.Refusal);
            await _stop.CancelAsync();
            await _abandon.CancelAsync();
            throw new OperationCanceledException(_abandon.Token);
        }

        // What came while the database was away is not packaged beyond an end that it already knows.
        var isOver = await _rows.RetryAsync(() => WasStoppedAsync(_abandon.Token), _abandon.Token);
        if (isOver) await _stop.CancelAsync();
        if (!added.IsThere)
        {
            await running.EndAsync();
            return false;
        }

        LogStarted(recording.Id, added.Part.Number, recording.LectureId);
        PendingPart.Forget(folder);
        if (added.Part is { EndsInPause: true, EndedAt: { } paused }) await running.PauseAsync(paused);
        else if (!isOver) part.Release();
        return true;
    }

    /// <summary>Of what was captured in a pause nothing is kept.</summary>
    private async Task DiscardAsync(PartRecorder part, PartIdentity identity)
    {
        await part.DiscardedAsync();
        part.Dispose();
        Directory.Delete(identity.Folder, recursive: true);
        LogDiscarded(recording.Id, identity.StartedAt);
    }

    /// <summary>The last segments are packaged and stored; after a pause that goes on beside the next Part.</summary>
    private async Task FinishPartAsync(
        PartRecorder part, PartIdentity identity, Task<bool> row, long last, DateTimeOffset end, List<Rendition> stored, List<string> faults)
    {
        try
        {
            part.Complete(last);
            if (!await row)
            {
                await DiscardAsync(part, identity);
                return;
            }

            await part.StoredAsync();
        }
        catch
        {
            await AbandonAsync(part, stored, faults);
            throw;
        }

        Collect(part.Stored, part.Faults, stored, faults);
        part.Dispose();
        await _rows.RetryAsync(() => leases.EndPartAsync(identity.Id, end, _abandon.Token), _abandon.Token);
        LeftOvers.DeleteIfEmpty(identity.Folder);
    }

    private async Task AbandonAsync(PartRecorder part, List<Rendition> stored, List<string> faults)
    {
        await _stop.CancelAsync();
        await _abandon.CancelAsync();
        await part.AbandonedAsync();
        Collect(part.Stored, part.Faults, stored, faults);
        part.Dispose();
    }

    private RecordingTimeline Timeline(DateTimeOffset startedAt) => RecordingTimeline.Of(startedAt, recording.Parts);

    /// <summary>Null when the room does not come, or nobody wants the recording any more.</summary>
    private async Task<ITap?> OpenTapAsync()
    {
        var since = time.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                return await sfu.TapAsync(new RoomId(recording.LectureId), _stop.Token);
            }
            catch (SfuException e) when (e.Error == SfuError.UnknownRoom && time.GetElapsedTime(since) < RoomWait)
            {
                await Task.Delay(RoomPollInterval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (SfuException e)
            {
                LogNoTap(recording.Id, e);
                return null;
            }
        }

        return null;
    }

    private async Task ConcludeAsync(DateTimeOffset? end, List<Rendition> stored, List<string> faults, CancellationToken hostStopping)
    {
        // A lecture that goes on when this server stops goes on as the next Part, here or elsewhere.
        if (hostStopping.IsCancellationRequested && !await WasStoppedAsync(_abandon.Token))
        {
            await leases.ReleaseAsync(recording.Id, owner, _abandon.Token);
            return;
        }

        if (stored.Count == 0)
        {
            var reason = faults.Count > 0 ? $"Nothing could be packaged: {faults[0]}" : "The recording ended before any sound or picture was kept.";
            LogFailed(recording.Id, reason);
            await _rows.RetryAsync(() => leases.MarkFailedAsync(recording.Id, owner, reason, _abandon.Token), _abandon.Token);
            return;
        }

        var duration = stored.Max(r => r.StartMilliseconds + r.DurationMilliseconds);
        var timeline = recording.StartedAt is { } startedAt ? Timeline(startedAt) : null;
        // A recorder that was killed before it heard of the pause may have written down more than there is.
        end ??= recording.Parts is [.., { EndsInPause: true, EndedAt: { } pausedAt }] ? pausedAt : null;
        if (end is { } ended && timeline?.Place(ended) is { } length) duration = Math.Min(duration, length);
        var endedAt = end ?? timeline?.MomentAt(duration) ?? time.GetUtcNow();
        // Before whoever waits for the row looks into the spool.
        LeftOvers.DeleteIfEmpty(SpoolFolder);
        await _rows.RetryAsync(() => leases.MarkReadyAsync(recording.Id, owner, endedAt, duration, _abandon.Token), _abandon.Token);
        LogReady(recording.Id, duration / 1000.0, stored.Count);
    }

    /// <summary>Renews the lease and looks whether the recording is still wanted, or paused.</summary>
    private async Task KeepLeaseAsync(CancellationToken cancellationToken)
    {
        var renewed = time.GetTimestamp();
        while (true)
        {
            await _wake.WaitAsync(PollInterval, cancellationToken);
            try
            {
                if (time.GetElapsedTime(renewed) >= options.LeaseDuration / 3)
                {
                    if (!await leases.RenewAsync(recording.Id, owner, options.LeaseDuration, cancellationToken))
                    {
                        LogLeaseLost(recording.Id);
                        _isLeaseLost = true;
                        await _stop.CancelAsync();
                        return;
                    }

                    renewed = time.GetTimestamp();
                }

                await TellShortageAsync(cancellationToken);
                if (_running is { } running && await leases.PauseOfPartAsync(running.PartId, cancellationToken) is { } paused)
                {
                    // Before the Part ends: the next one must not begin in the pause.
                    _isPaused = true;
                    await running.PauseAsync(paused);
                }

                if (!_stop.IsCancellationRequested && await WasStoppedAsync(cancellationToken)) await _stop.CancelAsync();
                if (_looked.CurrentCount == 0) _looked.Release();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The database is away: nobody can take the recording over meanwhile, so it goes on.
                LogDatabaseAway(recording.Id, e);
            }
        }
    }

    /// <summary>The teacher hears of what is left out, and when it is kept again.</summary>
    private async Task TellShortageAsync(CancellationToken cancellationToken)
    {
        var shortage = room.Shortage;
        if (shortage == _toldShortage) return;
        RecordingWarning? warning = shortage switch
        {
            SpoolShortage.NoVoices => RecordingWarning.NoVoices,
            SpoolShortage.NoCameras => RecordingWarning.NoCameras,
            SpoolShortage.SoundAlone => RecordingWarning.SoundAlone,
            _ => null,
        };
        if (!await leases.SetWarningAsync(recording.Id, owner, warning, cancellationToken)) return;
        LogShortage(recording.Id, shortage);
        _toldShortage = shortage;
    }

    // At most one recording of a lecture is wanted at a time, so another one means that this one was stopped.
    private async Task<bool> WasStoppedAsync(CancellationToken cancellationToken)
    {
        var running = _running;
        var current = await recordings.CurrentAsync(recording.LectureId, cancellationToken);
        var pausedAt = current?.Id == recording.Id ? current.PausedAt : null;
        _isPaused = pausedAt is not null;
        // Also while the database has no row of the Part that could tell so.
        if (pausedAt is { } paused && running is not null) await running.PauseAsync(paused);
        if (current?.Id == recording.Id && current.State is (RecordingState.Requested or RecordingState.Recording)) return false;
        // Of several it is the first moment that counts: the click, whenever it is noticed.
        _stoppedAt ??= current?.Id == recording.Id ? current.StopRequestedAt : (await recordings.FindAsync(recording.Id, cancellationToken))?.StopRequestedAt;
        return true;
    }

    private static long ToMicroseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private RecorderServices Services => _rows.Services(store, room, metrics);

    private static void Collect(IEnumerable<Rendition> renditions, IEnumerable<string> reasons, List<Rendition> stored, List<string> faults)
    {
        lock (stored)
        {
            foreach (var rendition in renditions)
            {
                stored.RemoveAll(r => r.Id == rendition.Id);
                stored.Add(rendition);
            }

            faults.AddRange(reasons);
        }
    }
}
