using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>
/// Files on their way here. Any server takes the next piece: what counts is the row, and of two that bring the same piece one is refused.
/// </summary>
public sealed class UploadStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Null when the person has <paramref name="most"/> unfinished ones already.</summary>
    public async Task<Upload?> AddAsync(Upload upload, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Requests of one person take turns, or two at the same moment would both find room.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM people WHERE id = {upload.PersonId} FOR NO KEY UPDATE", cancellationToken);
        if (await context.Uploads.CountAsync(u => u.PersonId == upload.PersonId && u.RecordingId == null, cancellationToken) >= most) return null;
        context.Uploads.Add(upload);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return upload;
    }

    public async Task<Upload?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
    }

    /// <summary>The person's unfinished ones, oldest first.</summary>
    public async Task<IReadOnlyList<Upload>> ListAsync(Guid personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Uploads.AsNoTracking().Where(u => u.PersonId == personId && u.RecordingId == null).OrderBy(u => u.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>The object store has the next piece. False when somebody else brought one for this place, or the upload is gone: the object is nobody's then.</summary>
    public async Task<bool> AppendAsync(UploadPiece piece, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var moved = await context.Uploads.Where(u => u.Id == piece.UploadId && u.Received == piece.Position && u.Received + piece.Length <= u.Length)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Received, u => u.Received + piece.Length).SetProperty(u => u.TouchedAt, now), cancellationToken);
        if (moved == 0) return false;
        context.UploadPieces.Add(piece);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Of the whole file, from its front.</summary>
    public async Task<IReadOnlyList<UploadPiece>> PiecesAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.UploadPieces.AsNoTracking().Where(p => p.UploadId == id).OrderBy(p => p.Position).ToListAsync(cancellationToken);
    }

    /// <summary>The upload that became this recording; null when it came another way.</summary>
    public async Task<Upload?> OfRecordingAsync(Guid recordingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.RecordingId == recordingId, cancellationToken);
    }

    /// <summary>
    /// The file is whole: makes the Lecture that it shows, its Recording and the job that imports it, once. The recording's id; null while something is missing.
    /// </summary>
    public async Task<Guid?> CompleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM uploads WHERE id = {id} FOR UPDATE", cancellationToken);
        if (await context.Uploads.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } upload || upload.Received < upload.Length) return null;
        if (upload.RecordingId is { } known) return known;
        var now = time.GetUtcNow();
        var lecture = new Lecture { Id = Guid.CreateVersion7(), RoomId = upload.RoomId, StartedAt = upload.HeldAt, EndedAt = upload.HeldAt };
        var recording = new Recording
        {
            Id = Guid.CreateVersion7(), LectureId = lecture.Id, State = RecordingState.Importing, Title = upload.Title, RequestedAt = now, RequestedById = upload.PersonId,
            StartedAt = upload.HeldAt,
        };
        context.Lectures.Add(lecture);
        context.Recordings.Add(recording);
        context.Jobs.Add(new Job
        {
            Id = Guid.CreateVersion7(), RecordingId = recording.Id, Kind = JobKinds.Import, Variant = "", State = JobState.Queued, RequestedAt = now,
            RequestedById = upload.PersonId, NotBefore = now,
        });
        upload.RecordingId = recording.Id;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return recording.Id;
    }

    /// <summary>Unfinished ones to which nothing came since <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<Upload>> StaleAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Uploads.AsNoTracking().Where(u => u.RecordingId == null && u.TouchedAt < before).ToListAsync(cancellationToken);
    }

    /// <summary>Forgets the upload. Its objects are the caller's to delete, after the row.</summary>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Uploads.Where(u => u.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
    }
}
