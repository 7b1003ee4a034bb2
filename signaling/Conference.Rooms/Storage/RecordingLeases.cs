using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conference.Rooms.Storage;

/// <summary>
/// What a recorder does with recordings: lease one, keep the lease, write its Parts and Renditions, finish it. A recording whose lease ran out is
/// anybody's again, so a crashed recorder's work is taken over. A method that takes an owner changes nothing and returns false (or null) when the
/// lease is no longer that owner's.
/// </summary>
public sealed class RecordingLeases(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>
    /// Leases the oldest recording that is not done and that nobody holds; null when there is none. <see cref="RecordingState.Finishing"/> ones count:
    /// their last segments may wait in a spool. Comes as from <see cref="RecordingStore.FindAsync"/>.
    /// </summary>
    /// <param name="owner">Whose it is from now on: unique per process, so that no two ever renew one lease.</param>
    public async Task<Recording?> NextAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // SKIP LOCKED: recorders that look at the same moment take different rows instead of waiting for each other.
        var leased = await context.Database.SqlQuery<Guid>(
            $"""
             UPDATE recordings SET lease_owner = {owner}, lease_until = {now + lease}
             WHERE id = (
                 SELECT id FROM recordings
                 WHERE state IN ('Requested', 'Recording', 'Finishing') AND (lease_until IS NULL OR lease_until <= {now})
                 ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING id
             """).ToListAsync(cancellationToken);
        return leased is [var id] ? await new RecordingStore(contexts, time).FindAsync(id, cancellationToken) : null;
    }

    public async Task<bool> RenewAsync(Guid id, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow() + lease;
        return await Owned(context, id, owner)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, until), cancellationToken) == 1;
    }

    /// <summary>Gives the recording back, for another recorder to go on with at once.</summary>
    public async Task<bool> ReleaseAsync(Guid id, string owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Owned(context, id, owner).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.LeaseOwner, (string?)null).SetProperty(r => r.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken) == 1;
    }

    /// <summary>Gives back what processes held that are known to be dead, so that nobody waits until their leases run out.</summary>
    /// <returns>How many recordings that were.</returns>
    public async Task<int> ReleaseAllAsync(IReadOnlyCollection<string> owners, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => owners.Contains(r.LeaseOwner)).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.LeaseOwner, (string?)null).SetProperty(r => r.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }

    /// <summary>The room closed: the last segments are on their way.</summary>
    public async Task<bool> MarkFinishingAsync(Guid id, string owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Owned(context, id, owner)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RecordingState.Finishing), cancellationToken) == 1;
    }

    /// <summary>How much can be played already; never less than before, because a Part that a pause ended may finish after the next has begun.</summary>
    public async Task<bool> SetDurationAsync(Guid id, string owner, long durationMilliseconds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Owned(context, id, owner)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DurationMilliseconds, r => Math.Max(r.DurationMilliseconds, durationMilliseconds)), cancellationToken) == 1;
    }

    /// <summary>Something is left out of the recording from now on; null when nothing is any more.</summary>
    public async Task<bool> SetWarningAsync(Guid id, string owner, RecordingWarning? warning, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Owned(context, id, owner).ExecuteUpdateAsync(set => set.SetProperty(r => r.Warning, warning), cancellationToken) == 1;
    }

    /// <summary>Everything is in the object store; ends the lease.</summary>
    public Task<bool> MarkReadyAsync(
        Guid id, string owner, DateTimeOffset endedAt, long durationMilliseconds, CancellationToken cancellationToken) =>
        EndAsync(id, owner, RecordingState.Ready, endedAt, durationMilliseconds, null, cancellationToken);

    /// <summary>Nothing can be played; ends the lease.</summary>
    /// <param name="reason">A sentence for the teacher.</param>
    public Task<bool> MarkFailedAsync(Guid id, string owner, string reason, CancellationToken cancellationToken) =>
        EndAsync(id, owner, RecordingState.Failed, time.GetUtcNow(), 0, reason, cancellationToken);

    /// <summary>
    /// Media that a recorder had to leave behind is in the object store now. A recording that is done grows by it; one that failed for want of it is ready.
    /// </summary>
    /// <param name="upTo">Milliseconds from the recording's start: where that media ends.</param>
    public async Task<bool> AddLateAsync(Guid id, long upTo, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => r.Id == id && (r.State == RecordingState.Failed || r.State == RecordingState.Ready)).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.GrownAt, now)
                .SetProperty(r => r.State, RecordingState.Ready)
                .SetProperty(r => r.FailureReason, (string?)null)
                .SetProperty(r => r.DurationMilliseconds, r => Math.Max(r.DurationMilliseconds, upTo)),
            cancellationToken) == 1;
    }

    /// <summary>
    /// A Part of which media is kept, maybe for some time already: it is put in the place that its start gives it (<see cref="Recording.Insert"/>). Requested becomes Recording; a stop that came
    /// meanwhile stays (Finishing). Whoever holds the lease now: what was captured under an earlier one belongs to the recording all the same. The same one again when an earlier call wrote it.
    /// </summary>
    /// <param name="recorderId">The owner of the lease under which it is made.</param>
    public async Task<AddedPart> AddPartAsync(Guid id, Guid partId, string recorderId, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The lock lets a pause come before or after, so that it never misses the Part; and another who writes the same one.
        if (await context.Database.SqlQuery<Guid>($"SELECT id FROM recordings WHERE id = {id} FOR UPDATE").ToListAsync(cancellationToken) is []) return new(null, PartRefusal.NoRecording);
        var recording = await context.Recordings.Include(r => r.Parts.OrderBy(part => part.Number)).SingleAsync(r => r.Id == id, cancellationToken);
        if (recording.Parts.Find(written => written.Id == partId) is { } there) return new(there, PartRefusal.None);
        if (recording.WasPausedAt(startedAt)) return new(null, PartRefusal.Paused);
        if (recording.StartedAt is { } zero && zero > startedAt)
        {
            // Whoever records now places what it writes by that zero.
            if (recording.State is not (RecordingState.Ready or RecordingState.Failed)) return new(null, PartRefusal.TooEarly);
            await RecordingShift.ApplyAsync(context, id, (long)(zero - startedAt).TotalMilliseconds, cancellationToken);
        }

        var number = 1 + recording.Parts.Where(earlier => earlier.StartedAt <= startedAt).Select(earlier => earlier.Number).DefaultIfEmpty().Max();
        // In two steps: no two have one number, not for a moment.
        await context.Database.ExecuteSqlAsync($"UPDATE parts SET number = -number WHERE recording_id = {id} AND number >= {number}", cancellationToken);
        await context.Database.ExecuteSqlAsync($"UPDATE parts SET number = 1 - number WHERE recording_id = {id} AND number < 0", cancellationToken);
        var part = new Part { Id = partId, RecordingId = id, Number = number, StartedAt = startedAt, RecorderId = recorderId };
        recording.Insert(part);
        context.Parts.Add(part);
        if (recording.State == RecordingState.Requested) recording.State = RecordingState.Recording;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(part, PartRefusal.None);
    }

    /// <summary>When a pause ended the Part; null while none has.</summary>
    public async Task<DateTimeOffset?> PauseOfPartAsync(Guid partId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Parts.Where(p => p.Id == partId && p.EndsInPause).Select(p => p.EndedAt).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<bool> EndPartAsync(Guid partId, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Parts.Where(p => p.Id == partId)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.EndedAt, endedAt), cancellationToken) == 1;
    }

    /// <summary>False when its Part is not there any more: the recording was deleted for good.</summary>
    public async Task<bool> AddRenditionAsync(Rendition rendition, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Renditions.Add(rendition);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            return false;
        }
    }

    /// <summary>Writes what may change: codecs, start, duration, size, gaps, silences.</summary>
    public async Task<bool> UpdateRenditionAsync(Rendition rendition, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Renditions.Where(r => r.Id == rendition.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.Codecs, rendition.Codecs)
                .SetProperty(r => r.StartMilliseconds, rendition.StartMilliseconds)
                .SetProperty(r => r.DurationMilliseconds, rendition.DurationMilliseconds)
                .SetProperty(r => r.Width, rendition.Width)
                .SetProperty(r => r.Height, rendition.Height)
                .SetProperty(r => r.Gaps, rendition.Gaps)
                .SetProperty(r => r.Silences, rendition.Silences),
            cancellationToken) == 1;
    }

    private async Task<bool> EndAsync(
        Guid id, string owner, RecordingState state, DateTimeOffset endedAt, long duration, string? reason, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Owned(context, id, owner).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, state)
                .SetProperty(r => r.EndedAt, endedAt)
                .SetProperty(r => r.DurationMilliseconds, duration)
                .SetProperty(r => r.FailureReason, reason)
                .SetProperty(r => r.Warning, (RecordingWarning?)null)
                .SetProperty(r => r.LeaseOwner, (string?)null)
                .SetProperty(r => r.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken) == 1;
    }

    private static IQueryable<Recording> Owned(ConferenceDbContext context, Guid id, string owner) =>
        context.Recordings.Where(r => r.Id == id && r.LeaseOwner == owner);
}
