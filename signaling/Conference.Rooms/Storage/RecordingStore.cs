using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>
/// Recordings as signaling and the pages see them: asked for, stopped, listed. What a recorder writes goes through <see cref="RecordingLeases"/>.
/// Every change of a row's state is told through <see cref="StorageEvents"/>.
/// </summary>
public sealed class RecordingStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Asks for a recording of the lecture; null when one is requested or running already. Two callers at the same moment: one gets it.</summary>
    public async Task<Recording?> RequestAsync(Guid lectureId, Guid requestedById, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = Guid.CreateVersion7();
        // A lecture that has ended gets none: the check is in the same statement as the insert.
        var inserted = await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO recordings (id, lecture_id, state, requested_at, requested_by_id, duration_milliseconds)
             SELECT {id}, l.id, 'Requested', {time.GetUtcNow()}, {requestedById}, 0
             FROM lectures l WHERE l.id = {lectureId} AND l.ended_at IS NULL FOR SHARE
             ON CONFLICT (lecture_id) WHERE state IN ('Requested', 'Recording') DO NOTHING
             """,
            cancellationToken);
        return inserted == 0 ? null : await context.Recordings.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
    }

    /// <summary>Asks the lecture's running recording to stop: it is Finishing from now on. False when none runs.</summary>
    public async Task<bool> RequestStopAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RequestStopAsync(context, lectureId, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>
    /// Pauses the lecture's running recording: its Part ends in this moment, whenever its recorder hears of it. Null when none runs, false when it is paused already.
    /// </summary>
    public async Task<bool?> PauseAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The row is locked from here on, so no Part's row can come meanwhile (RecordingLeases.AddPartAsync).
        if (await context.Database.ExecuteSqlAsync(
            $"""
             UPDATE recordings SET paused_at = {now}, pauses = array_append(pauses, {now})
             WHERE lecture_id = {lectureId} AND state IN ('Requested', 'Recording') AND paused_at IS NULL
             """,
            cancellationToken) == 0)
            return await Running(context, lectureId).AnyAsync(cancellationToken) ? false : null;
        await context.Database.ExecuteSqlAsync(
            $"""
             UPDATE parts SET ended_at = COALESCE(ended_at, {now}), ends_in_pause = true
             WHERE (recording_id, number) = (
                 SELECT p.recording_id, max(p.number) FROM parts p JOIN recordings r ON r.id = p.recording_id
                 WHERE r.lecture_id = {lectureId} AND r.state IN ('Requested', 'Recording') GROUP BY p.recording_id)
             """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Lets a paused recording go on, with its next Part. Null when none runs, false when it is not paused.</summary>
    public async Task<bool?> ResumeAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Database.ExecuteSqlAsync(
            $"""
             UPDATE recordings SET paused_at = NULL, pauses = array_append(pauses, {time.GetUtcNow()})
             WHERE lecture_id = {lectureId} AND state IN ('Requested', 'Recording') AND paused_at IS NOT NULL
             """,
            cancellationToken) == 1)
            return true;
        return await Running(context, lectureId).AnyAsync(cancellationToken) ? false : null;
    }

    /// <summary>The newest recording of the lecture, whatever its state; null when none was asked for.</summary>
    public async Task<Recording?> CurrentAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.AsNoTracking().Where(r => r.LectureId == lectureId)
            .OrderByDescending(r => r.RequestedAt).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>With Lecture, Room, owner, Parts by number and their Renditions.</summary>
    public async Task<Recording?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.AsNoTracking()
            .Include(r => r.Lecture!.Room!.Owner)
            .Include(r => r.Parts.OrderBy(part => part.Number)).ThenInclude(part => part.Renditions.OrderBy(rendition => rendition.Id))
            .SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }

    /// <summary>Who may see it, in one small query.</summary>
    public async Task<RecordingGuard?> FindGuardAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await WithRoom(context).SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } found ? RecordingGuard.Of(found) : null;
    }

    /// <summary>By the code of its link; null when the link was withdrawn or never was, or the room lets nobody in by links.</summary>
    public async Task<RecordingGuard?> FindSharedAsync(string shareCode, CancellationToken cancellationToken)
    {
        if (!RoomCode.IsWellFormedShare(shareCode)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await WithRoom(context).SingleOrDefaultAsync(
            r => r.ShareCode == shareCode && r.DeletedAt == null && r.Lecture!.Room!.RecordingAudience == RecordingAudience.Link, cancellationToken) is { } found
            ? RecordingGuard.Of(found)
            : null;
    }

    /// <summary>Gives the recording a link, if it has none yet.</summary>
    /// <returns>The code of the link; null when the recording is gone.</returns>
    public async Task<string?> ShareAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // Of two callers the second gets what the first has made.
        return (await context.Database.SqlQuery<string>(
            $"UPDATE recordings SET share_code = COALESCE(share_code, {RoomCode.CreateShare()}) WHERE id = {id} RETURNING share_code")
            .ToListAsync(cancellationToken)).SingleOrDefault();
    }

    /// <summary>Withdraws the recording's link; the next one is another.</summary>
    public async Task UnshareAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Recordings.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ShareCode, (string?)null), cancellationToken);
    }

    /// <summary>When it was and who may see it, in one small query.</summary>
    public async Task<RecordingSpan?> FindSpanAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await WithRoom(context).Include(r => r.Parts.OrderBy(part => part.Number)).SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } found
            ? RecordingSpan.Of(found)
            : null;
    }

    /// <summary>Where a rendition's objects are and who may see them, in one small query: a player asks for hundreds of segments.</summary>
    public async Task<RenditionLocation?> LocateAsync(Guid recordingId, Guid renditionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from rendition in context.Renditions
            join part in context.Parts on rendition.PartId equals part.Id
            join recording in context.Recordings on part.RecordingId equals recording.Id
            where rendition.Id == renditionId && recording.Id == recordingId
            let room = recording.Lecture!.Room!
            select new RenditionLocation(
                rendition.ObjectPrefix, rendition.Kind,
                new RecordingGuard(recording.Id, room.Id, room.OwnerId, room.RecordingAudience, room.RecordingMayBeDownloaded, recording.ShareCode)
                {
                    IsDeleted = recording.DeletedAt != null,
                }))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What the viewer may see, newest first. What somebody may see by a link alone is in no list.</summary>
    /// <param name="roomCode">Only recordings of this room; null lists all.</param>
    public async Task<IReadOnlyList<RecordingListing>> ListAsync(RecordingViewer viewer, string? roomCode, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (person, rooms) = (viewer.PersonId, viewer.Rooms.ToArray());
        var visible = viewer.SeesAll
            ? context.Recordings
            : context.Recordings.Where(r => r.Lecture!.Room!.OwnerId == person || (
                r.DeletedAt == null && r.Lecture.Room.RecordingAudience != RecordingAudience.Staff && (
                    rooms.Contains(r.Lecture.RoomId)
                    || context.LectureParticipants.Any(p =>
                        p.PersonId != null && p.PersonId == person && context.Lectures.Any(l => l.Id == p.LectureId && l.RoomId == r.Lecture.RoomId)))));
        var recordings = await visible.AsNoTracking()
            .Include(r => r.Lecture!.Room!.Owner)
            .Where(r => roomCode == null || r.Lecture!.Room!.Code == roomCode)
            .OrderByDescending(r => r.RequestedAt)
            .ToListAsync(cancellationToken);
        var ids = recordings.Select(r => r.Id).ToArray();
        var kinds = (await context.Parts.Where(part => ids.Contains(part.RecordingId))
            .SelectMany(part => part.Renditions, (part, rendition) => new { part.RecordingId, rendition.Kind })
            .Distinct().ToListAsync(cancellationToken)).ToLookup(row => row.RecordingId, row => row.Kind);
        var previews = (await context.RecordingFiles.Where(file => ids.Contains(file.RecordingId) && file.Kind == JobKinds.Preview)
            .Select(file => new { file.RecordingId, file.Id }).ToListAsync(cancellationToken)).ToDictionary(file => file.RecordingId, file => (Guid?)file.Id);
        return [.. recordings.Select(r => new RecordingListing(
            r, kinds[r.Id].Contains(RenditionKind.Camera), kinds[r.Id].Contains(RenditionKind.Screen), previews.GetValueOrDefault(r.Id)))];
    }

    /// <summary>Where a shared screen showed a new slide.</summary>
    /// <param name="slides">Milliseconds from the start, in order.</param>
    public async Task<bool> SetSlidesAsync(Guid id, IReadOnlyList<long> slides, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Slides, slides), cancellationToken) == 1;
    }

    /// <summary>An uploaded video is in the store: the recording is ready, and its lecture was as long. False when it is no longer being imported; nothing is written then.</summary>
    public async Task<bool> CompleteImportAsync(Guid id, Part part, IReadOnlyList<Rendition> renditions, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var duration = renditions.Max(rendition => rendition.StartMilliseconds + rendition.DurationMilliseconds);
        var endedAt = part.StartedAt.AddMilliseconds(duration);
        var taken = await context.Recordings.Where(r => r.Id == id && r.State == RecordingState.Importing).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RecordingState.Ready).SetProperty(r => r.EndedAt, endedAt).SetProperty(r => r.DurationMilliseconds, duration), cancellationToken);
        if (taken == 0) return false;
        await context.Lectures.Where(l => context.Recordings.Any(r => r.Id == id && r.LectureId == l.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.EndedAt, endedAt), cancellationToken);
        part.EndedAt = endedAt;
        context.Parts.Add(part);
        context.Renditions.AddRange(renditions);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Uploaded videos whose job is over without a word: their servers died over them again and again.</summary>
    public async Task<int> FailAbandonedImportsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        return await context.Recordings
            .Where(r => r.State == RecordingState.Importing
                && context.Jobs.Any(j => j.RecordingId == r.Id && j.Kind == JobKinds.Import && (j.State == JobState.Failed || j.State == JobState.Cancelled)))
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.State, RecordingState.Failed).SetProperty(r => r.FailureReason, JobStore.Interrupted).SetProperty(r => r.EndedAt, now), cancellationToken);
    }

    /// <summary>Nothing can be made of an uploaded video.</summary>
    /// <param name="reason">A code for which the pages have words.</param>
    public async Task<bool> FailImportAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        return await context.Recordings.Where(r => r.Id == id && r.State == RecordingState.Importing).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RecordingState.Failed).SetProperty(r => r.FailureReason, reason).SetProperty(r => r.EndedAt, now), cancellationToken) == 1;
    }

    private static IQueryable<Recording> Running(ConferenceDbContext context, Guid lectureId) =>
        context.Recordings.Where(r => r.LectureId == lectureId && (r.State == RecordingState.Requested || r.State == RecordingState.Recording));

    private static IQueryable<Recording> WithRoom(ConferenceDbContext context) => context.Recordings.AsNoTracking().Include(r => r.Lecture!.Room);

    /// <summary>Says what is not played of a recording that is ready; false when there is none such.</summary>
    /// <param name="cuts">As <see cref="RecordingCuts.Normalize"/> gives them.</param>
    public async Task<bool> SetCutsAsync(Guid id, IReadOnlyList<RecordingCut> cuts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Recordings.Where(r => r.Id == id && r.State == RecordingState.Ready)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Cuts, cuts), cancellationToken) == 1;
    }

    internal static async Task<bool> RequestStopAsync(
        ConferenceDbContext context, Guid lectureId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Running(context, lectureId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.StopRequestedAt, now).SetProperty(r => r.State, RecordingState.Finishing),
                cancellationToken) > 0;
}
