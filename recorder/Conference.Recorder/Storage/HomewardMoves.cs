using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

/// <summary>
/// Brings home what was put elsewhere: copy, compare checksums, note it, and only then delete the copy. Every step is safe to repeat, and the row is locked meanwhile, so a
/// server that is killed at any point leaves a move for the next one, and several servers share the work.
/// </summary>
internal sealed partial class HomewardMoves(
    StoreTargets targets, ObjectDetours detours, RecorderOptions options, RecorderMetrics metrics, ILogger<HomewardMoves> logger)
{
    /// <summary>Objects that are carried at once: enough to fill a line with megabyte segments, few enough to leave one for the recordings that run.</summary>
    private const int Carriers = 4;

    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LaterAgain = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;

    /// <summary>Moves whatever can be moved now, then deletes what was left over.</summary>
    /// <returns>How many objects came home.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var moved = (await Task.WhenAll(Enumerable.Range(0, Carriers).Select(_ => MoveAllAsync(cancellationToken)))).Sum();
        await Task.WhenAll(Enumerable.Range(0, Carriers).Select(_ => DeleteAllAsync(cancellationToken)));
        if (moved > 0) LogMoved(moved, targets.Home.Name);
        return moved;
    }

    private async Task<int> MoveAllAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        while (targets.Home.Absence is null)
        {
            await using var hold = await detours.NextKeptAsync(targets.Elsewhere, cancellationToken);
            if (hold is null) break;
            if (await MoveAsync(hold, cancellationToken)) moved++;
        }

        return moved;
    }

    private async Task<bool> MoveAsync(DetourHold hold, CancellationToken cancellationToken)
    {
        var detour = hold.Detours[0];
        try
        {
            if (await CarryAsync(detour, cancellationToken) is { } fault)
            {
                metrics.MoveFailed(fault);
                await hold.PostponeAsync(LaterAgain, cancellationToken);
                return false;
            }
        }
        catch (Exception e) when (e is ObjectStoreException or IOException)
        {
            metrics.MoveFailed("store");
            LogBrokenOff(detour.Key, detour.Target, e);
            await hold.PostponeAsync(SoonAgain, cancellationToken);
            return false;
        }

        await hold.ReleaseAsync(cancellationToken);
        metrics.Moved(detour.Target, detour.Length);
        return true;
    }

    /// <returns>Null when home has it; else what is wrong with the copy, which stays.</returns>
    private async Task<string?> CarryAsync(ObjectDetour detour, CancellationToken cancellationToken)
    {
        await using var copy = OpenCopy();
        await using (var stored = await targets.Find(detour.Target).OpenAsync(detour.Key, null, cancellationToken))
        {
            if (stored is null)
            {
                LogMissing(detour.Key, detour.Target);
                return "missing";
            }

            await stored.Content.CopyToAsync(copy, cancellationToken);
        }

        copy.Position = 0;
        var hash = await ObjectHash.OfAsync(copy, cancellationToken);
        // A put over it that was not confirmed any more may have come through, whole.
        if (!IsSame(hash, detour.Sha256) && !IsSame(hash, detour.NextSha256))
        {
            LogDamaged(detour.Key, detour.Target);
            return "checksum";
        }

        var home = targets.Home;
        if (!await home.TryCreateAsync(detour.Key, copy, detour.ContentType, cancellationToken))
        {
            // An earlier move came so far, or home has an older object.
            if (IsSame(hash, await ObjectHash.OfAsync(home, detour.Key, cancellationToken))) return null;
            copy.Position = 0;
            await home.PutAsync(detour.Key, copy, detour.ContentType, cancellationToken);
        }

        if (!IsSame(hash, await ObjectHash.OfAsync(home, detour.Key, cancellationToken)))
            throw new ObjectStoreException($"Store {home.Name} gives other bytes for {detour.Key} than it took.", isTransient: true);
        return null;
    }

    private async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var hold = await detours.NextLeftoverAsync(targets.Elsewhere, cancellationToken);
            if (hold is null) return;
            try
            {
                await targets.Find(hold.Detours[0].Target).DeleteAsync(hold.Detours[0].Key, cancellationToken);
            }
            catch (ObjectStoreException)
            {
                // The target is away now, and says so.
                await hold.PostponeAsync(SoonAgain, cancellationToken);
                continue;
            }

            await hold.ForgetAsync(cancellationToken);
        }
    }

    /// <summary>A file without a name: whatever ends this process, nothing is left of it.</summary>
    private FileStream OpenCopy()
    {
        Directory.CreateDirectory(options.SpoolFolder);
        var path = Path.Combine(options.SpoolFolder, $"move-{Guid.NewGuid():N}");
        var copy = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        File.Delete(path);
        return copy;
    }

    private static bool IsSame(byte[] hash, byte[]? other) => other is not null && hash.AsSpan().SequenceEqual(other);
}
