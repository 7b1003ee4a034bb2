using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>
/// Where stored objects are that are not at home, and the journal of their way back. It is a table, because it must outlive a killed server and several servers put,
/// read and move. Of an object at most one row is <see cref="ObjectDetourState.Kept"/>; one process at a time puts an object.
/// </summary>
public sealed class ObjectDetours(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>The name of the target that has the object; null when it is at home, if anywhere.</summary>
    public async Task<string?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ObjectDetours.Where(d => d.Key == key && d.State == ObjectDetourState.Kept).Select(d => d.Target).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Every object that is kept elsewhere and whose key begins with <paramref name="prefix"/>, in ordinal order.</summary>
    public async Task<IReadOnlyList<ObjectDetour>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.ObjectDetours.AsNoTracking()
            .Where(d => d.State == ObjectDetourState.Kept && d.Key.StartsWith(prefix)).ToListAsync(cancellationToken);
        return [.. found.OrderBy(d => d.Key, StringComparer.Ordinal)];
    }

    /// <summary>How many objects are kept at each target that is not home, and how many bytes.</summary>
    public async Task<IReadOnlyList<(string Target, long Objects, long Bytes)>> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.ObjectDetours.Where(d => d.State == ObjectDetourState.Kept).GroupBy(d => d.Target)
            .Select(group => new { Target = group.Key, Objects = group.LongCount(), Bytes = group.Sum(d => d.Length) }).ToListAsync(cancellationToken);
        return [.. counts.Select(count => (count.Target, count.Objects, count.Bytes))];
    }

    /// <summary>Every target that a row names.</summary>
    public async Task<IReadOnlyList<string>> ListTargetsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ObjectDetours.Select(d => d.Target).Distinct().OrderBy(name => name).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Notes that the object is about to be put at that target. What is kept there already stays what readers get. Waits while the row is held.
    /// </summary>
    /// <param name="limit">A put that was not confirmed by then is dead, and what it left is deleted.</param>
    /// <returns>What <see cref="ConfirmAsync"/> needs.</returns>
    public async Task<Guid> BeginAsync(string key, string target, string contentType, long length, byte[] sha256, TimeSpan limit, CancellationToken cancellationToken)
    {
        var version = Guid.NewGuid();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO object_detours AS known (key, target, state, content_type, length, next_sha256, version, not_before)
             VALUES ({key}, {target}, 'Arriving', {contentType}, {length}, {sha256}, {version}, {time.GetUtcNow() + limit})
             ON CONFLICT (key, target) DO UPDATE SET
                 state = CASE known.state WHEN 'Kept' THEN 'Kept' ELSE 'Arriving' END,
                 next_sha256 = EXCLUDED.next_sha256, version = EXCLUDED.version, not_before = EXCLUDED.not_before
             """,
            cancellationToken);
        return version;
    }

    /// <summary>
    /// The target has confirmed the put: it keeps the object, and what other targets have of it is a left-over. False when the row was taken away or over meanwhile: then
    /// the copy may be gone, and the put has to be repeated.
    /// </summary>
    public async Task<bool> ConfirmAsync(string key, string target, Guid version, string contentType, long length, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var confirmed = await context.ObjectDetours.Where(d => d.Key == key && d.Target == target && d.Version == version).ExecuteUpdateAsync(
            set => set
                .SetProperty(d => d.State, ObjectDetourState.Kept)
                .SetProperty(d => d.ContentType, contentType)
                .SetProperty(d => d.Length, length)
                .SetProperty(d => d.Sha256, d => d.NextSha256)
                .SetProperty(d => d.NextSha256, (byte[]?)null)
                .SetProperty(d => d.NotBefore, now),
            cancellationToken);
        if (confirmed == 0) return false;
        await context.ObjectDetours.Where(d => d.Key == key && d.Target != target && d.State == ObjectDetourState.Kept).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, ObjectDetourState.Leftover).SetProperty(d => d.NextSha256, (byte[]?)null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Every row of the object, however many there are, for a put at home or for its deletion. Waits while one is held.</summary>
    public async Task<DetourHold> HoldAsync(string key, CancellationToken cancellationToken) => await HoldAsync(
        context => context.ObjectDetours.FromSql($"SELECT * FROM object_detours WHERE key = {key} ORDER BY target FOR UPDATE"), cancellationToken);

    /// <summary>An object to move home from one of these targets, held; null when there is none that nobody else holds.</summary>
    public Task<DetourHold?> NextKeptAsync(string[] targets, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return NextAsync(
            context => context.ObjectDetours.FromSql(
                $"""
                 SELECT * FROM object_detours WHERE state = 'Kept' AND not_before <= {now} AND target = ANY ({targets})
                 ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED
                 """),
            cancellationToken);
    }

    /// <summary>A copy to delete at one of these targets, held; null when there is none that nobody else holds.</summary>
    public Task<DetourHold?> NextLeftoverAsync(string[] targets, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return NextAsync(
            context => context.ObjectDetours.FromSql(
                $"""
                 SELECT * FROM object_detours WHERE state IN ('Leftover', 'Arriving') AND not_before <= {now} AND target = ANY ({targets})
                 ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED
                 """),
            cancellationToken);
    }

    private async Task<DetourHold?> NextAsync(Func<ConferenceDbContext, IQueryable<ObjectDetour>> query, CancellationToken cancellationToken)
    {
        var hold = await HoldAsync(query, cancellationToken);
        if (hold.Detours.Count > 0) return hold;
        await hold.DisposeAsync();
        return null;
    }

    private async Task<DetourHold> HoldAsync(Func<ConferenceDbContext, IQueryable<ObjectDetour>> query, CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            return new DetourHold(context, transaction, await query(context).AsNoTracking().ToListAsync(cancellationToken), time);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }
}
