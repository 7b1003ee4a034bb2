using Conference.Rooms.Storage;

namespace Conference.Web.Uploads;

/// <summary>Forgets uploads that nobody has gone on with, and gives up those that could not be imported. Every server sweeps; of two that find the same one, one deletes the row.</summary>
internal sealed partial class UploadSweep(UploadStore uploads, RecordingStore recordings, UploadReceiver receiver, TimeProvider time, ILogger<UploadSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await recordings.FailAbandonedImportsAsync(cancellationToken);
        foreach (var stale in await uploads.StaleAsync(time.GetUtcNow() - UploadLimits.Lifetime, cancellationToken))
        {
            if (!await uploads.RemoveAsync(stale.Id, cancellationToken)) continue;
            LogForgotten(stale.Id, stale.Received, stale.Length);
            await receiver.DiscardAsync(stale.Id, cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Upload {Upload} is forgotten: nothing came for three days after {Received} of {Length} bytes")]
    private partial void LogForgotten(Guid upload, long received, long length);

    [LoggerMessage(2, LogLevel.Warning, "Old uploads could not be swept; the next hour tries again")]
    private partial void LogFailed(Exception exception);
}
