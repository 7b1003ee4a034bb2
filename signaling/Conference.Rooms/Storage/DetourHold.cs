using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conference.Rooms.Storage;

/// <summary>
/// Rows of <see cref="ObjectDetours"/>, locked: until this is disposed of nobody else moves, tidies up or puts what they tell of. The lock is the database's, so
/// that of a process that was killed ends by itself, with nothing changed. One of the calls below ends it.
/// </summary>
public sealed class DetourHold : IAsyncDisposable
{
    private readonly ConferenceDbContext _context;
    private readonly IDbContextTransaction _transaction;
    private readonly TimeProvider _time;

    internal DetourHold(ConferenceDbContext context, IDbContextTransaction transaction, IReadOnlyList<ObjectDetour> detours, TimeProvider time) =>
        (_context, _transaction, Detours, _time) = (context, transaction, detours, time);

    public IReadOnlyList<ObjectDetour> Detours { get; }

    /// <summary>The object is elsewhere now, or gone: what these rows tell of is to be deleted.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var detour in Detours)
        {
            var now = _time.GetUtcNow();
            await Row(detour).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, ObjectDetourState.Leftover).SetProperty(d => d.NextSha256, (byte[]?)null)
                    .SetProperty(d => d.Version, Guid.NewGuid()).SetProperty(d => d.NotBefore, now),
                cancellationToken);
        }

        await _transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The copies are deleted: nothing is left to tell.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        foreach (var detour in Detours) await Row(detour).ExecuteDeleteAsync(cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
    }

    /// <summary>It did not work: it is tried again after a while.</summary>
    public async Task PostponeAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var until = _time.GetUtcNow() + delay;
        foreach (var detour in Detours) await Row(detour).ExecuteUpdateAsync(set => set.SetProperty(d => d.NotBefore, until), cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _context.DisposeAsync();
    }

    private IQueryable<ObjectDetour> Row(ObjectDetour detour) => _context.ObjectDetours.Where(d => d.Key == detour.Key && d.Target == detour.Target);
}
