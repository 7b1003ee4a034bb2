using Conference.Rooms.Storage;

namespace Conference.Recorder.Storage;

/// <summary>How the stores are, for the operator.</summary>
public sealed class StoreHealth
{
    /// <summary>Below the limit of a health check, so that one store that hangs does not speak for all.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly StoreTargets _targets;
    private readonly ObjectDetours _detours;
    private readonly TimeProvider _time;

    internal StoreHealth(StoreTargets targets, ObjectDetours detours, TimeProvider time) => (_targets, _detours, _time) = (targets, detours, time);

    /// <summary>Tries every store that is not known to be away.</summary>
    /// <returns>Sentences: which stores are well or away, and what waits elsewhere to be moved home.</returns>
    /// <exception cref="ObjectStoreException">No store takes objects; the message says why.</exception>
    public async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        var faults = await Task.WhenAll(_targets.All.Select(target => FaultAsync(target, cancellationToken)));
        if (faults.All(fault => fault is not null)) throw new ObjectStoreException(string.Join(" ", faults), isTransient: true);
        if (_targets.All.Count == 1) return "The object store takes recordings.";
        var taker = _targets.All.Zip(faults).First(pair => pair.Second is null).First.Name;
        var waiting = (await _detours.CountAsync(cancellationToken))
            .Select(count => FormattableString.Invariant($"{count.Objects} objects ({count.Bytes / 1e6:0.#} MB) wait in store {count.Target} to be moved home."));
        return string.Join(" ", faults.OfType<string>().Prepend($"Recordings go to store {taker}.").Concat(waiting));
    }

    private async Task<string?> FaultAsync(StoreTarget target, CancellationToken cancellationToken)
    {
        try
        {
            target.RequirePresence();
            await target.ProbeAsync(cancellationToken).WaitAsync(Limit, _time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return $"Store {target.Name} did not answer within {Limit.TotalSeconds:0} seconds.";
        }
        catch (ObjectStoreException e)
        {
            return e.Message;
        }
    }
}
