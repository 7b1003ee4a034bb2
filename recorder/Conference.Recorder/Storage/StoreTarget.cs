using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

/// <summary>
/// One store of the ordered list. Each call has a limit, however the store hangs; after one that failed the target is away, and further calls are refused at once, until
/// <see cref="ProbeAsync"/> finds it well again (<see cref="StoreKeeper"/> asks).
/// </summary>
internal sealed partial class StoreTarget(string name, IObjectStore store, RecorderMetrics metrics, TimeProvider time, ILogger logger) : IObjectStore
{
    /// <summary>A store that answers, under load, does so within a second or two.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>A line slower than 1 Mbit/s could not carry the recording anyway.</summary>
    private const int SlowestBytesPerSecond = 128 << 10;

    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private TargetAbsence? _absence;
    private Task _probe = Task.CompletedTask;

    public string Name { get; } = name;

    /// <summary>Null while it answers.</summary>
    public TargetAbsence? Absence => Volatile.Read(ref _absence);

    /// <exception cref="ObjectStoreException">It is away.</exception>
    public void RequirePresence()
    {
        if (Absence is { } absence) throw new ObjectStoreException($"Store {Name} is away since {absence.Since:u}: {absence.Reason}", isTransient: true);
    }

    /// <summary>How long a put of so many bytes may take.</summary>
    public static TimeSpan PutLimit(long length) => AnswerLimit + TimeSpan.FromSeconds((double)length / SlowestBytesPerSecond);

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) => LendAsync(
        key, content, async (lent, cancel) =>
        {
            await store.PutAsync(key, lent, contentType, cancel);
            return true;
        },
        cancellationToken);

    public Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        LendAsync(key, content, (lent, cancel) => store.TryCreateAsync(key, lent, contentType, cancel), cancellationToken);

    public async Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var stored = await WithinAsync(AnswerLimit, cancel => store.OpenAsync(key, range, cancel), late => late?.DisposeAsync() ?? default, IsAway, cancellationToken);
        return stored is null ? null : new StoredObject(new StallLimitStream(stored.Content, AnswerLimit, Name, time), stored.Offset, stored.Length, stored.TotalLength);
    }

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not disposed of when a step was given up: it may still be under way.
        var keys = store.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await WithinAsync(AnswerLimit, _ => keys.MoveNextAsync().AsTask(), null, IsAway, cancellationToken)) yield return keys.Current;
        await keys.DisposeAsync();
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        await WithinAsync(
            AnswerLimit, async cancel =>
            {
                await store.DeleteAsync(key, cancel);
                return true;
            },
            null, IsAway, cancellationToken);
    }

    /// <summary>Asks nobody, so it is answered for a target that is away too: what this server cannot reach a browser may.</summary>
    public Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken) => store.PresignAsync(key, lifetime, disposition, cancellationToken);

    /// <summary>
    /// Asks a target that is away, too; one that answers well is back. All who ask meanwhile wait for one probe, so that a folder that never answers holds one thread and not
    /// one per question.
    /// </summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        Task probe;
        lock (_gate) probe = _probe = _probe.IsCompleted ? Task.Run(ProbeStoreAsync, CancellationToken.None) : _probe;
        await BoundedAsync(
            AnswerLimit, async _ =>
            {
                await probe;
                return true;
            },
            null, _ => true, cancellationToken);
        if (Interlocked.Exchange(ref _absence, null) is { } absence) LogBack(Name, (long)(time.GetUtcNow() - absence.Since).TotalSeconds);
    }

    private async Task ProbeStoreAsync()
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        await store.ProbeAsync(limit.Token);
    }

    private async Task<bool> LendAsync(string key, Stream content, Func<Stream, CancellationToken, Task<bool>> put, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var length = content.Length - content.Position;
        var lent = new LentStream(content);
        try
        {
            var stored = await WithinAsync(PutLimit(length), cancel => put(lent, cancel), null, _ => lent.Fault is null, cancellationToken);
            if (stored) metrics.StorePut(Name);
            return stored;
        }
        catch (ObjectStoreException) when (lent.Fault is { } fault)
        {
            throw new SourceUnreadableException(key, fault);
        }
        finally
        {
            await lent.TakeBackAsync();
        }
    }

    /// <summary>An object that one may not read is that object's trouble; whether puts are taken is what a target is for.</summary>
    private static bool IsAway(ObjectStoreException failure) => failure.IsTransient;

    private async Task<T> WithinAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> call, Func<T, ValueTask>? discard, Func<ObjectStoreException, bool> isAway, CancellationToken cancellationToken)
    {
        RequirePresence();
        return await BoundedAsync(limit, call, discard, isAway, cancellationToken);
    }

    /// <param name="discard">What to do with an answer that comes after its time.</param>
    /// <param name="isAway">Whether a failure says that the target is away.</param>
    private async Task<T> BoundedAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> call, Func<T, ValueTask>? discard, Func<ObjectStoreException, bool> isAway, CancellationToken cancellationToken)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // On the pool: a folder of a dead server blocks the thread that asks for it, and does not hear of cancellation.
        var running = Task.Run(() => call(cancel.Token), CancellationToken.None);
        var isTaken = false;
        try
        {
            var answer = await running.WaitAsync(limit, time, cancellationToken);
            isTaken = true;
            return answer;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Leave($"It did not answer within {limit.TotalSeconds:0} seconds.");
            throw new ObjectStoreException($"Store {Name} did not answer within {limit.TotalSeconds:0} seconds.", isTransient: true);
        }
        catch (ObjectStoreException e) when (e is not RangeNotSatisfiableException)
        {
            if (isAway(e)) Leave(e.Message);
            throw;
        }
        finally
        {
            if (!running.IsCompleted) await cancel.CancelAsync();
            _ = ForgetAsync(running, isTaken ? null : discard, cancel);
        }
    }

    private static async Task ForgetAsync<T>(Task<T> running, Func<T, ValueTask>? discard, CancellationTokenSource cancel)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.Dispose();
        if (running.IsCompletedSuccessfully && discard is not null) await discard(running.Result);
    }

    private void Leave(string reason)
    {
        if (Interlocked.CompareExchange(ref _absence, new TargetAbsence(time.GetUtcNow(), reason), null) is not null) return;
        metrics.StoreLeft(Name);
        LogAway(Name, reason);
    }
}
