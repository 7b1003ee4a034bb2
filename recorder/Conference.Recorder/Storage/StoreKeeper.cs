using System.Diagnostics.Metrics;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

/// <summary>Tries every store at the start; then asks those that are away whether they are back, and has moved home what waits elsewhere.</summary>
internal sealed partial class StoreKeeper(
    StoreTargets targets, ObjectDetours detours, HomewardMoves moves, RecorderOptions options, RecorderMetrics metrics, TimeProvider time, ILogger<StoreKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>A store that nothing goes to (the second, on good days) is tried so seldom: its absence should be known before it is needed.</summary>
    private const int TurnsPerRound = 12;

    private readonly ILogger _logger = logger;
    private IReadOnlyList<(string Target, long Objects, long Bytes)> _waiting = [];

    /// <exception cref="InvalidOperationException">A store refuses us for good, or objects wait where the list does not lead; the message names it.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveStores(
            () => targets.All.Select(target => new Measurement<int>(target.Absence is null ? 1 : 0, Tag(target.Name))),
            () => _waiting.Select(waiting => new Measurement<long>(waiting.Objects, Tag(waiting.Target))));
        foreach (var name in await detours.ListTargetsAsync(cancellationToken))
        {
            if (targets.All.Skip(1).All(target => target.Name != name))
                throw new InvalidOperationException(
                    $"Recorder settings: {nameof(options.Stores)}: objects wait in store {name} to be moved home; it must stay in the list, behind the first, until they are.");
        }

        await Task.WhenAll(targets.All.Select(target => TryAsync(target, cancellationToken)));
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One look at everything.</summary>
    /// <param name="everyone">Tries those that answered last time, too.</param>
    public async Task TurnAsync(bool everyone, CancellationToken cancellationToken)
    {
        await Task.WhenAll(targets.All.Where(target => everyone || target.Absence is not null).Select(target => ProbeAsync(target, cancellationToken)));
        if (targets.All.Count == 1) return;
        if (options.Records) await moves.RunAsync(cancellationToken);
        _waiting = await detours.CountAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var turn = 1; !stoppingToken.IsCancellationRequested; turn++)
        {
            try
            {
                await TurnAsync(everyone: turn % TurnsPerRound == 0, stoppingToken);
            }
            catch (Exception e)
            {
                // What a cancelled query throws is the driver's choice.
                if (!stoppingToken.IsCancellationRequested) LogDatabaseAway(e);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task TryAsync(StoreTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await target.ProbeAsync(cancellationToken);
        }
        catch (ObjectStoreException e) when (!e.IsTransient)
        {
            throw new InvalidOperationException($"Recorder settings: store {target.Name}: {e.Message}", e);
        }
        catch (ObjectStoreException)
        {
            // It is away, which the target has said; recordings go to the next, or wait in the spool.
        }
    }

    private static async Task ProbeAsync(StoreTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await target.ProbeAsync(cancellationToken);
        }
        catch (ObjectStoreException)
        {
            // Still away.
        }
    }

    private static KeyValuePair<string, object?> Tag(string store) => new("store", store);
}
