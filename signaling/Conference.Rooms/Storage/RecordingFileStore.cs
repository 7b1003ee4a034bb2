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

    /// <summary>Forgets the file. Its objects are the caller's to delete, after the row: an object that nobody knows costs space, a row without its object an error.</summary>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RecordingFiles.Where(f => f.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
    }
}
