using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>
/// Deletes recordings: by hand into a trash from which they can be taken back, and for good when their time is over. A recording that runs is never deleted.
/// </summary>
public sealed class RecordingRemovals(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Puts the recording into the trash; false when it still runs, is there already or is gone.</summary>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings
            .Where(r => r.Id == id && r.DeletedAt == null && (r.State == RecordingState.Ready || r.State == RecordingState.Failed))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, now), cancellationToken) == 1;
    }

    /// <summary>Takes the recording out of the trash; false when it is not there, or its time there is over.</summary>
    public async Task<bool> RestoreAsync(Guid id, CancellationToken cancellationToken)
    {
        var tooLate = time.GetUtcNow() - RecordingExpiry.Trash;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => r.Id == id && r.DeletedAt > tooLate)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, (DateTimeOffset?)null), cancellationToken) == 1;
    }

    /// <summary>Excepts the recording from its room's days, or no longer.</summary>
    public async Task<bool> KeepAsync(Guid id, bool isKept, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.IsKept, isKept), cancellationToken) == 1;
    }

    /// <summary>
    /// Leases a recording whose time is over, for its objects to be deleted: nobody can take it back or see it from now on. Null when there is none. With its
    /// Lecture, Room, Parts and Renditions.
    /// </summary>
    /// <param name="owner">Unique per process: several servers take different ones.</param>
    /// <param name="lease">After it another server goes on with what this one left.</param>
    public async Task<Recording?> NextDueAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var trashed = now - RecordingExpiry.Trash;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var leased = await context.Database.SqlQuery<Guid>(
            $"""
             UPDATE recordings SET lease_owner = {owner}, lease_until = {now + lease}, deleted_at = LEAST(deleted_at, {trashed})
             WHERE id = (
                 SELECT r.id FROM recordings r JOIN lectures l ON l.id = r.lecture_id JOIN rooms m ON m.id = l.room_id
                 WHERE r.state IN ('Ready', 'Failed') AND (r.lease_until IS NULL OR r.lease_until <= {now}) AND (
                     r.deleted_at <= {trashed}
                     OR (r.deleted_at IS NULL AND NOT r.is_kept
                         AND COALESCE(r.ended_at, r.requested_at) + make_interval(days => m.recording_kept_days) <= {now}
                         AND COALESCE(m.recording_kept_days_at <= {now - RecordingExpiry.Warning}, true)))
                     AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.recording_id = r.id AND j.state = 'Running')
                 ORDER BY r.requested_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
             RETURNING id
             """).ToListAsync(cancellationToken);
        return leased is [var id] ? await new RecordingStore(contexts, time).FindAsync(id, cancellationToken) : null;
    }

    /// <summary>Deletes the rows, after all objects: the recording is gone. False when the lease was another's meanwhile.</summary>
    public async Task<bool> RemoveAsync(Guid id, string owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => r.Id == id && r.LeaseOwner == owner && r.DeletedAt != null).ExecuteDeleteAsync(cancellationToken) == 1;
    }
}
