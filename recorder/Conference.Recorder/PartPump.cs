using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>Hands what comes from a Tap to the Part that is recorded, and has the Part's journals written to the disk each second.</summary>
internal sealed partial class PartPump(ITap tap, PartRecorder part, RunningPart running, Guid recording, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    /// <summary>Returns at a stop or a pause; true when it was the room that ended.</summary>
    /// <param name="onTapClock">A moment on the Tap's clock.</param>
    public async Task<bool> RunAsync(Func<DateTimeOffset, long> onTapClock)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var cut = running.Cut;
        var syncing = SyncAsync(cut);
        try
        {
            var readable = tap.Messages.WaitToReadAsync(cut).AsTask();
            var tick = timer.WaitForNextTickAsync(cut).AsTask();
            while (true)
            {
                await Task.WhenAny(readable, tick);
                if (readable.IsCompleted)
                {
                    if (!await readable) return true;
                    ReceiveAll();
                    readable = tap.Messages.WaitToReadAsync(cut).AsTask();
                }

                if (!tick.IsCompleted) continue;
                await tick;
                Advance();
                tick = timer.WaitForNextTickAsync(cut).AsTask();
            }
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            // What was captured in a pause goes nowhere, not even into a journal.
            if (running.PausedAt is { } paused) part.CaptureUntil(onTapClock(paused));
            // What arrived before the stop belongs to the recording; what was captured after it is left out when the Part is finished.
            ReceiveAll();
            return false;
        }
        finally
        {
            await running.EndAsync();
            await syncing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ReceiveAll()
    {
        while (tap.Messages.TryRead(out var message))
        {
            try
            {
                part.Receive(message);
            }
            catch (Exception e)
            {
                // One bad track must not end the recording of the others.
                LogMessageFailed(recording, e);
            }
            finally
            {
                (message as IDisposable)?.Dispose();
            }
        }
    }

    private void Advance()
    {
        try
        {
            part.Advance(tap.Now);
        }
        catch (Exception e)
        {
            // As above; a disk that refuses a new rendition's folder says so here too.
            LogMessageFailed(recording, e);
        }
    }

    private async Task SyncAsync(CancellationToken cut)
    {
        using var timer = new PeriodicTimer(SyncInterval, time);
        while (await timer.WaitForNextTickAsync(cut))
        {
            try
            {
                await Task.Run(part.Sync, cut);
            }
            catch (Exception e) when (!cut.IsCancellationRequested)
            {
                LogSyncFailed(recording, e);
            }
        }
    }
}
