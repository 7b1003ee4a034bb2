using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>What jobs have made of recordings. New ones come with <see cref="JobStore.CompleteAsync"/>.</summary>
public sealed class RecordingFileStore(IDbContextFactory<ConferenceDbContext> contexts)
{
    public async Task<IReadOnlyList<RecordingFile>> ListAsync(Guid recordingId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RecordingFiles.AsNoTracking().Where(f => f.RecordingId == recordingId)
            .OrderBy(f => f.Kind).ThenBy(f => f.Variant).ToListAsync(cancellationToken);
    }

    public async Task<RecordingFile?> FindAsync(Guid recordingId, string kind, string variant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RecordingFiles.AsNoTracking()
            .SingleOrDefaultAsync(f => f.RecordingId == recordingId && f.Kind == kind && f.Variant == variant, cancellationToken);
    }

    /// <summary>Puts a file that no job makes in the place of the one of its kind and variant; that one, whose objects nobody needs any more, or null.</summary>
    public async Task<RecordingFile?> ReplaceAsync(RecordingFile file, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Two at the same moment take turns.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM recordings WHERE id = {file.RecordingId} FOR NO KEY UPDATE", cancellationToken);
        var before = await context.RecordingFiles.AsNoTracking().SingleOrDefaultAsync(
            f => f.RecordingId == file.RecordingId && f.Kind == file.Kind && f.Variant == file.Variant, cancellationToken);
        if (before is not null) await context.RecordingFiles.Where(f => f.Id == before.Id).ExecuteDeleteAsync(cancellationToken);
        context.RecordingFiles.Add(file);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return before;
    }

    /// <summary>Forgets the file. Its objects are the caller's to delete, after the row: an object that nobody knows costs space, a row without its object an error.</summary>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RecordingFiles.Where(f => f.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
    }
}
