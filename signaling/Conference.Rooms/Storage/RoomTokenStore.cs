using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>The tokens that were handed out for rooms, so that one can be withdrawn before its time.</summary>
public sealed class RoomTokenStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Notes a new token; what has expired in that room is forgotten on this occasion.</summary>
    public async Task<RoomToken> CreateAsync(
        Guid roomId, RoomTokenUse use, string name, ParticipantRole role, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var token = new RoomToken
        {
            Id = Guid.CreateVersion7(), RoomId = roomId, Use = use, Name = name, Role = role, CreatedAt = now, ExpiresAt = now + lifetime,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.RoomTokens.Where(old => old.RoomId == roomId && old.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        context.RoomTokens.Add(token);
        await context.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>False when it was withdrawn, or has expired and was forgotten.</summary>
    public async Task<bool> ExistsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RoomTokens.AnyAsync(token => token.Id == id, cancellationToken);
    }

    /// <summary>The room's tokens that are still good, newest first.</summary>
    public async Task<IReadOnlyList<RoomToken>> ListAsync(Guid roomId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RoomTokens.AsNoTracking()
            .Where(token => token.RoomId == roomId && token.ExpiresAt > now)
            .OrderByDescending(token => token.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Withdraws a token of that room; false when there is none.</summary>
    public async Task<bool> RemoveAsync(Guid roomId, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RoomTokens.Where(token => token.RoomId == roomId && token.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
    }
}
