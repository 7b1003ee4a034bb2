using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conference.Rooms.Storage;

/// <summary>
/// Carries PostgreSQL's notifications (sent by triggers, so every writer is heard) to subscribers in this process, over one connection that is
/// opened again whenever it is lost. Notifications are hints: who depends on one also polls now and then.
/// </summary>
public sealed partial class StorageEvents(NpgsqlDataSource database, TimeProvider time, ILogger<StorageEvents> logger) : BackgroundService
{
    private const string Channel = "conference_recordings";

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    // A dead TCP connection is silent; a query this often finds it out.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);

    private ImmutableArray<StorageSubscription> _subscriptions = [];

    /// <summary>Events from now on, beginning with <see cref="StorageEventsResumed"/> at each (re)connect.</summary>
    public StorageSubscription Subscribe()
    {
        var subscription = new StorageSubscription(
            ended => ImmutableInterlocked.Update(ref _subscriptions, subscriptions => subscriptions.Remove(ended)));
        ImmutableInterlocked.Update(ref _subscriptions, subscriptions => subscriptions.Add(subscription));
        return subscription;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever broke the connection, the answer is a new one.
                LogConnectionLost(e);
            }

            await Task.Delay(ReconnectDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            if (TryParse(notification.Payload) is { } storageEvent) Publish(storageEvent);
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        Publish(new StorageEventsResumed());
        while (true)
        {
            if (await connection.WaitAsync(ProbeInterval, cancellationToken)) continue;
            await using var probe = new NpgsqlCommand("SELECT 1", connection);
            await probe.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private void Publish(StorageEvent storageEvent)
    {
        foreach (var subscription in _subscriptions) subscription.Publish(storageEvent);
    }

    // "requested|changed <recording id> <lecture id>" or "job <job id> <recording id>", as the triggers write it.
    private static StorageEvent? TryParse(string payload) =>
        payload.Split(' ') is [var what, var first, var second]
        && Guid.TryParse(first, out var id)
        && Guid.TryParse(second, out var of)
            ? what switch
            {
                "requested" => new RecordingRequested(id, of),
                "changed" => new RecordingChanged(id, of),
                "job" => new JobChanged(id, of),
                _ => null,
            }
            : null;
}
