using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>
/// The queue of work on recordings. Whoever wants something enqueues it; a recorder leases it, keeps the lease while it works, and says how it ended.
/// A job whose lease ran out is anybody's again. A method that takes an owner changes nothing and returns false when the lease is no longer that owner's.
/// </summary>
public sealed class JobStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Then it has failed; a person may ask for it again.</summary>
    public const int MostAttempts = 4;

    /// <summary>Stands in <see cref="Job.Failure"/> of a job whose servers died over it again and again.</summary>
    public const string Interrupted = "interrupted";

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sees to it that there is such a job and returns it as it stands: one that is there already, in whatever state, is left alone. Null when there is no such recording.
    /// </summary>
    /// <param name="requestedById">Who waits for it; null for work that the server gives itself.</param>
    public async Task<Job?> EnqueueAsync(Guid recordingId, string kind, string variant, Guid? requestedById, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO jobs (id, recording_id, kind, variant, state, requested_at, requested_by_id, not_before, attempts, progress_permille)
             SELECT {Guid.CreateVersion7()}, r.id, {kind}, {variant}, 'Queued', {now}, {requestedById}, {now}, 0, 0
             FROM recordings r WHERE r.id = {recordingId} FOR SHARE
             ON CONFLICT (recording_id, kind, variant) DO NOTHING
             """,
            cancellationToken);
        return await context.Jobs.AsNoTracking()
            .SingleOrDefaultAsync(j => j.RecordingId == recordingId && j.Kind == kind && j.Variant == variant, cancellationToken);
    }

    /// <summary>Sees to it that every recording that became ready since then has such a job, begun after the last media came to it.</summary>
    public async Task EnqueueForReadyAsync(string kind, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO jobs (id, recording_id, kind, variant, state, requested_at, not_before, attempts, progress_permille)
             SELECT gen_random_uuid(), r.id, {kind}, '', 'Queued', {now}, {now}, 0, 0 FROM recordings r
             WHERE r.state = 'Ready' AND r.ended_at >= {since} AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.recording_id = r.id AND j.kind = {kind})
             ON CONFLICT (recording_id, kind, variant) DO NOTHING
             """,
            cancellationToken);
        var outdated = context.Jobs.Where(j => j.Kind == kind && j.RequestedById == null && context.Recordings.Any(
            r => r.Id == j.RecordingId && r.State == RecordingState.Ready && r.GrownAt >= since && r.GrownAt > j.StartedAt));
        await RestartAsync(outdated, null, cancellationToken);
    }

    /// <summary>Queues a job that is over once more, as if it had just been asked for. False for one that waits or runs.</summary>
    public async Task<bool> RestartAsync(Guid id, Guid? requestedById, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RestartAsync(context.Jobs.Where(j => j.Id == id), requestedById, cancellationToken);
    }

    private async Task<bool> RestartAsync(IQueryable<Job> jobs, Guid? requestedById, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await jobs
            .Where(j => j.State != JobState.Queued && j.State != JobState.Running)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(j => j.State, JobState.Queued)
                    .SetProperty(j => j.RequestedAt, now)
                    .SetProperty(j => j.RequestedById, requestedById)
                    .SetProperty(j => j.NotBefore, now)
                    .SetProperty(j => j.StartedAt, (DateTimeOffset?)null)
                    .SetProperty(j => j.EndedAt, (DateTimeOffset?)null)
                    .SetProperty(j => j.Attempts, 0)
                    .SetProperty(j => j.ProgressPermille, 0)
                    .SetProperty(j => j.Failure, (string?)null),
                cancellationToken) > 0;
    }

    /// <summary>Nobody wants it any more. Whoever works on it notices by its lease. False for one that is over.</summary>
    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = context.Jobs.Where(j => j.Id == id && (j.State == JobState.Queued || j.State == JobState.Running));
        return await EndAsync(open, JobState.Cancelled, null, cancellationToken);
    }

    public async Task<Job?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, cancellationToken);
    }

    /// <summary>Every job of the recording, in the order in which they were asked for.</summary>
    public async Task<IReadOnlyList<Job>> ListAsync(Guid recordingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Jobs.AsNoTracking().Where(j => j.RecordingId == recordingId)
            .OrderBy(j => j.RequestedAt).ThenBy(j => j.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Leases the next job: what a person waits for first, then by age. One whose recorder died is taken up again, unless it has been begun
    /// <see cref="MostAttempts"/> times: work that kills its server must not go round and round. Null when there is nothing to do.
    /// </summary>
    /// <param name="owner">Unique per run of a recorder's process.</param>
    /// <param name="kinds">What that recorder can do.</param>
    public async Task<Job?> NextAsync(string owner, IReadOnlyCollection<string> kinds, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var abandoned = context.Jobs.Where(j => j.State == JobState.Running && j.LeaseUntil <= now && j.Attempts >= MostAttempts);
        await EndAsync(abandoned, JobState.Failed, Interrupted, cancellationToken);
        var known = kinds.ToArray();
        // SKIP LOCKED: recorders that look at the same moment take different rows instead of waiting for each other.
        var leased = await context.Database.SqlQuery<Guid>(
            $"""
             UPDATE jobs SET state = 'Running', lease_owner = {owner}, lease_until = {now + lease}, attempts = attempts + 1, started_at = {now}, progress_permille = 0
             WHERE id = (
                 SELECT id FROM jobs
                 WHERE kind = ANY ({known}) AND ((state = 'Queued' AND not_before <= {now}) OR (state = 'Running' AND lease_until <= {now}))
                 ORDER BY requested_by_id IS NULL, requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING id
             """).ToListAsync(cancellationToken);
        return leased is [var id] ? await context.Jobs.AsNoTracking().SingleAsync(j => j.Id == id, cancellationToken) : null;
    }

    public async Task<bool> RenewAsync(Guid id, string owner, TimeSpan lease, int progressPermille, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow() + lease;
        return await Owned(context, id, owner).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.LeaseUntil, until).SetProperty(j => j.ProgressPermille, progressPermille), cancellationToken) == 1;
    }

    /// <summary>
    /// Done: writes what came of it in the place of what came of it before, in one transaction with the job's end, so that of two recorders one succeeds.
    /// </summary>
    /// <param name="file">Of the job's recording, kind and variant; null for a job that keeps its results elsewhere.</param>
    /// <returns>Not done when the lease is no longer the owner's: then nothing was written. Before: the file that was replaced, whose objects nobody needs any more.</returns>
    public async Task<(bool IsDone, RecordingFile? Before)> CompleteAsync(Guid id, string owner, RecordingFile? file, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await EndAsync(Owned(context, id, owner), JobState.Done, null, cancellationToken)) return (false, null);
        RecordingFile? before = null;
        if (file is not null)
        {
            before = await context.RecordingFiles.SingleOrDefaultAsync(
                f => f.RecordingId == file.RecordingId && f.Kind == file.Kind && f.Variant == file.Variant, cancellationToken);
            if (before is not null) await context.RecordingFiles.Where(f => f.Id == before.Id).ExecuteDeleteAsync(cancellationToken);
            context.ChangeTracker.Clear();
            context.RecordingFiles.Add(file);
            await context.SaveChangesAsync(cancellationToken);
        }

        // Whoever gives up waiting for it does not know whether it is done.
        await transaction.CommitAsync(CancellationToken.None);
        return (true, before);
    }

    /// <summary>The attempt failed. It is tried again after 10 s, then a minute, then six, unless <paramref name="isFinal"/>.</summary>
    /// <param name="failure">See <see cref="Job.Failure"/>.</param>
    /// <param name="isFinal">Trying again would not help.</param>
    public async Task<bool> FailAsync(Guid id, string owner, string failure, bool isFinal, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var attempts = await Owned(context, id, owner).Select(j => j.Attempts).SingleOrDefaultAsync(cancellationToken);
        if (attempts == 0) return false;
        if (isFinal || attempts >= MostAttempts) return await EndAsync(Owned(context, id, owner), JobState.Failed, failure, cancellationToken);
        var again = time.GetUtcNow() + (FirstRest * Math.Pow(6, attempts - 1));
        return await Free(Owned(context, id, owner), again, 0, failure, cancellationToken);
    }

    /// <summary>The server stops: another may go on at once.</summary>
    public async Task<bool> GiveBackAsync(Guid id, string owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Free(Owned(context, id, owner), time.GetUtcNow(), 1, null, cancellationToken);
    }

    private async Task<bool> EndAsync(IQueryable<Job> jobs, JobState state, string? failure, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await jobs.ExecuteUpdateAsync(
            set => set
                .SetProperty(j => j.State, state)
                .SetProperty(j => j.EndedAt, now)
                .SetProperty(j => j.Failure, failure)
                .SetProperty(j => j.ProgressPermille, j => state == JobState.Done ? 1000 : j.ProgressPermille)
                .SetProperty(j => j.LeaseOwner, (string?)null)
                .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken) > 0;
    }

    private static async Task<bool> Free(IQueryable<Job> job, DateTimeOffset notBefore, int uncounted, string? failure, CancellationToken cancellationToken) =>
        await job.ExecuteUpdateAsync(
            set => set
                .SetProperty(j => j.State, JobState.Queued)
                .SetProperty(j => j.NotBefore, notBefore)
                .SetProperty(j => j.Attempts, j => j.Attempts - uncounted)
                .SetProperty(j => j.Failure, failure)
                .SetProperty(j => j.LeaseOwner, (string?)null)
                .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken) == 1;

    private static IQueryable<Job> Owned(ConferenceDbContext context, Guid id, string owner) =>
        context.Jobs.Where(j => j.Id == id && j.State == JobState.Running && j.LeaseOwner == owner);
}
