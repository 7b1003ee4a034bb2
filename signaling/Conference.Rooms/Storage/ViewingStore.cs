using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>Who has watched what of the recordings, as their players tell it. It goes with the recording, and with the person.</summary>
public sealed class ViewingStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Of one recording. Whoever asks under ever new names costs no more than so many rows; nobody beyond is counted.</summary>
    public const int MostWithoutAccount = 5000;

    /// <summary>Adds to what the viewer has watched. What lies beyond the recording is left out; of one that grows, what lies beyond its present end.</summary>
    /// <param name="viewerId">See <see cref="RecordingViewing.ViewerId"/>.</param>
    public async Task AddAsync(Guid recordingId, Guid viewerId, Guid? personId, IEnumerable<WatchedSpan> watched, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Recordings.AsNoTracking().SingleOrDefaultAsync(r => r.Id == recordingId, cancellationToken) is not { } recording) return;
        var length = LengthAt(recording, now);
        var added = WatchedSpans.Merge(watched, length);
        if (added.Count == 0) return;

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO recording_viewings (recording_id, viewer_id, person_id, last_at)
             SELECT r.id, {viewerId}, {personId}, {now} FROM recordings r
             WHERE r.id = {recordingId} AND ({personId}::uuid IS NOT NULL
                 OR (SELECT count(*) FROM recording_viewings v WHERE v.recording_id = r.id AND v.person_id IS NULL) < {MostWithoutAccount})
             ON CONFLICT (recording_id, viewer_id) DO NOTHING
             """,
            cancellationToken);
        // Two pages of one viewer take turns, or one would forget what the other told.
        var viewing = (await context.RecordingViewings.FromSql(
            $"SELECT * FROM recording_viewings WHERE recording_id = {recordingId} AND viewer_id = {viewerId} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();
        if (viewing is null) return;
        viewing.Watched = WatchedSpans.Merge(viewing.Watched.Concat(added), length);
        viewing.LastAt = now;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Who has watched something of the recording, the latest first.</summary>
    public async Task<IReadOnlyList<ViewerSummary>> ListAsync(Guid recordingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from viewing in context.RecordingViewings
            where viewing.RecordingId == recordingId
            orderby viewing.LastAt descending
            join person in context.Users on viewing.PersonId equals person.Id into people
            from person in people.DefaultIfEmpty()
            select new ViewerSummary(person == null ? null : person.Name, viewing.Watched, viewing.LastAt)).ToListAsync(cancellationToken);
    }

    /// <summary>Pauses take no time in it, so a recording that grows is no longer than the time since it began.</summary>
    private static long LengthAt(Recording recording, DateTimeOffset now) => recording switch
    {
        { EndedAt: not null } => recording.DurationMilliseconds,
        { State: RecordingState.Recording or RecordingState.Finishing, StartedAt: { } start } => (long)(now - start).TotalMilliseconds,
        _ => 0,
    };
}
