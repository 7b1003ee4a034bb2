using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Conference.Rooms.Storage;
using Npgsql;

namespace Conference.Recorder.Storage;

/// <summary>
/// Several stores as one. A put goes to the first that takes it. What could not go home is noted in <see cref="ObjectDetours"/> before and after, so that every server
/// knows where an object is without asking the stores, and a put that died half-way leaves nothing behind; <see cref="HomewardMoves"/> brings it home later.
/// </summary>
internal sealed class OrderedObjectStore(StoreTargets targets, ObjectDetours detours) : IObjectStore, IDisposable
{
    /// <summary>A put at home holds a database connection only when the object was elsewhere before; when home returns, all playlists are such at once.</summary>
    private readonly SemaphoreSlim _homecomings = new(4, 4);

    public async Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var start = content.Position;
        var wasElsewhere = await AskAsync(() => detours.FindAsync(key, cancellationToken)) is not null;
        var reasons = new List<string>();
        foreach (var target in targets.All)
        {
            try
            {
                content.Position = start;
                if (target != targets.Home) await PutElsewhereAsync(target, key, content, contentType, cancellationToken);
                else if (wasElsewhere) await PutHomeAsync(key, content, contentType, cancellationToken);
                else await target.PutAsync(key, content, contentType, cancellationToken);
                return;
            }
            catch (ObjectStoreException e) when (e is not SourceUnreadableException)
            {
                reasons.Add(e.Message);
            }
            catch
            {
                content.Position = start;
                throw;
            }
        }

        content.Position = start;
        throw new ObjectStoreException($"No store takes {key}: {string.Join(" ", reasons)}", isTransient: true);
    }

    /// <summary>Only home can say that there is nothing under the key, so nothing is created while it is away.</summary>
    public async Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return await AskAsync(() => detours.FindAsync(key, cancellationToken)) is null && await targets.Home.TryCreateAsync(key, content, contentType, cancellationToken);
    }

    public async Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        while (true)
        {
            var place = await PlaceAsync(key, cancellationToken);
            if (await place.OpenAsync(key, range, cancellationToken) is { } stored) return stored;
            // It may have been moved between the two questions.
            if (place == targets.Home || await PlaceAsync(key, cancellationToken) == place) return null;
        }
    }

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        var elsewhere = (await AskAsync(() => detours.ListAsync(prefix, cancellationToken))).Select(d => new StoredKey(d.Key, d.Length)).ToList();
        var next = 0;
        await foreach (var atHome in targets.Home.ListAsync(prefix, cancellationToken))
        {
            while (next < elsewhere.Count && string.CompareOrdinal(elsewhere[next].Key, atHome.Key) < 0) yield return elsewhere[next++];
            // Home has an older one.
            if (next < elsewhere.Count && elsewhere[next].Key == atHome.Key) yield return elsewhere[next++];
            else yield return atHome;
        }

        while (next < elsewhere.Count) yield return elsewhere[next++];
    }

    /// <summary>From now on nobody finds it. Copies elsewhere are deleted when their store answers.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        await using var hold = await AskAsync(() => detours.HoldAsync(key, cancellationToken));
        await targets.Home.DeleteAsync(key, cancellationToken);
        if (hold.Detours.Count > 0) await ReleaseAsync(hold, cancellationToken);
    }

    public async Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return await (await PlaceAsync(key, cancellationToken)).PresignAsync(key, lifetime, disposition, cancellationToken);
    }

    /// <summary>Passes when one of them takes objects.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var reasons = await Task.WhenAll(targets.All.Select(async target =>
        {
            try
            {
                await target.ProbeAsync(cancellationToken);
                return null;
            }
            catch (ObjectStoreException e)
            {
                return e.Message;
            }
        }));
        if (reasons.All(reason => reason is not null)) throw new ObjectStoreException($"No store takes objects: {string.Join(" ", reasons)}", isTransient: true);
    }

    public void Dispose() => _homecomings.Dispose();

    private async Task<StoreTarget> PlaceAsync(string key, CancellationToken cancellationToken) =>
        await AskAsync(() => detours.FindAsync(key, cancellationToken)) is { } name ? targets.Find(name) : targets.Home;

    private async Task PutElsewhereAsync(StoreTarget target, string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        // No row for a put that is refused anyway.
        target.RequirePresence();
        var length = content.Length - content.Position;
        var hash = await HashAsync(key, content, cancellationToken);
        var limit = StoreTarget.PutLimit(length) + StoreTarget.AnswerLimit;
        var version = await AskAsync(() => detours.BeginAsync(key, target.Name, contentType, length, hash, limit, cancellationToken));
        await target.PutAsync(key, content, contentType, cancellationToken);
        if (!await AskAsync(() => detours.ConfirmAsync(key, target.Name, version, contentType, length, cancellationToken)))
            throw new ObjectStoreException($"{key} was put at store {target.Name} and moved away at the same moment.", isTransient: true);
    }

    private static async Task<byte[]> HashAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            return await ObjectHash.OfAsync(content, cancellationToken);
        }
        catch (IOException e)
        {
            throw new SourceUnreadableException(key, e);
        }
    }

    /// <summary>The object is elsewhere: nobody may move that older one home over this one.</summary>
    private async Task PutHomeAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        targets.Home.RequirePresence();
        await _homecomings.WaitAsync(cancellationToken);
        try
        {
            await using var hold = await AskAsync(() => detours.HoldAsync(key, cancellationToken));
            await targets.Home.PutAsync(key, content, contentType, cancellationToken);
            await ReleaseAsync(hold, cancellationToken);
        }
        finally
        {
            _homecomings.Release();
        }
    }

    private static Task<bool> ReleaseAsync(DetourHold hold, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await hold.ReleaseAsync(cancellationToken);
        return true;
    });

    /// <summary>Without the journal nobody knows where an object is; to whoever asks that is a store that is away.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception e) when (e.GetBaseException() is NpgsqlException or TimeoutException or SocketException)
        {
            throw new ObjectStoreException($"The database, which knows where objects are, does not answer: {e.GetBaseException().Message}", isTransient: true, e);
        }
    }
}
