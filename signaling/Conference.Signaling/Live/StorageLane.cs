using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>
/// A room's writes to the database, one at a time in the order they were decided, beside the room's own queue: a database that stalls delays chat
/// and recording buttons, never media, rights or the roster.
/// </summary>
internal sealed partial class StorageLane(TimeProvider time, ILogger logger)
{
    private const int Attempts = 5;

    /// <summary>Seconds.</summary>
    private const int LongestWait = 10;

    private readonly SerialQueue _queue = new(logger);
    private readonly ILogger _logger = logger;

    public Task Completion => _queue.Completion;

    /// <summary>A write whose failure its caller hears of.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> write) => _queue.RunAsync(write);

    /// <summary>A write that nobody waits for: tried again for some seconds, then logged as lost.</summary>
    /// <param name="what">For the log.</param>
    public void Post(string what, Func<Task> write) => _queue.Post(() => PersistAsync(what, write, Attempts, CancellationToken.None));

    /// <summary>A write without which the room's next lecture must not begin: tried again until the database takes it, or the server waits no longer.</summary>
    /// <param name="what">For the log.</param>
    public void PostUntilKept(string what, Func<Task> write, CancellationToken stopping) =>
        _queue.Post(() => PersistAsync(what, write, int.MaxValue, stopping));

    public void Complete() => _queue.Complete();

    private async Task PersistAsync(string what, Func<Task> write, int attempts, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (attempt < attempts && !stopping.IsCancellationRequested)
            {
                LogWriteRetried(what, exception);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, LongestWait)), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception)
            {
                LogWriteLost(what, exception);
                return;
            }
        }
    }
}
