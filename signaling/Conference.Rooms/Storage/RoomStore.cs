using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conference.Rooms.Storage;

/// <summary>The rooms. Every room read here comes with its owner.</summary>
public sealed class RoomStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    // The door of a live room is asked for by every page in front of it: the query is translated once.
    private static readonly Func<ConferenceDbContext, string, CancellationToken, Task<Room?>> ByCode = EF.CompileAsyncQuery(
        (ConferenceDbContext context, string code, CancellationToken cancellationToken) =>
            context.Rooms.AsNoTracking().Include(room => room.Owner).SingleOrDefault(room => room.Code == code));

    /// <summary>Makes a room with a fresh code.</summary>
    public async Task<Room> CreateAsync(Guid ownerId, string title, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var room = new Room
            {
                Id = Guid.CreateVersion7(), Code = RoomCode.Create(), Title = title, OwnerId = ownerId, CreatedAt = time.GetUtcNow(),
            };
            context.Rooms.Add(room);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return (await FindAsync(room.Code, cancellationToken))!;
            }
            catch (DbUpdateException e)
                when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_rooms_code" })
            {
                // Another room has this code: once in 10^9 rooms. Draw again.
            }
        }
    }

    public async Task<Room?> FindAsync(string code, CancellationToken cancellationToken)
    {
        if (!RoomCode.IsWellFormed(code)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ByCode(context, code, cancellationToken);
    }

    public async Task<Room?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Rooms.AsNoTracking().Include(room => room.Owner)
            .SingleOrDefaultAsync(room => room.Id == id, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    /// <param name="ownerId">Only this person's rooms; null lists all.</param>
    public async Task<IReadOnlyList<Room>> ListAsync(Guid? ownerId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Rooms.AsNoTracking().Include(room => room.Owner)
            .Where(room => ownerId == null || room.OwnerId == ownerId)
            .OrderByDescending(room => room.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Turns the room's switches; null leaves one as it is. False when the room is gone.</summary>
    public async Task<bool> SetSwitchesAsync(
        Guid id, bool? studentsMaySpeak, bool? studentsMayShowCamera, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Rooms.Where(room => room.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(room => room.StudentsMaySpeak, room => studentsMaySpeak ?? room.StudentsMaySpeak)
                .SetProperty(room => room.StudentsMayShowCamera, room => studentsMayShowCamera ?? room.StudentsMayShowCamera),
            cancellationToken) == 1;
    }

    /// <summary>Sets how the room's lectures are recorded and who sees the recordings. False when the room is gone.</summary>
    public async Task<bool> SetRecordingPolicyAsync(Guid id, RecordingPolicy policy, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = policy.KeptDays is null ? null : time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Rooms.Where(room => room.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(room => room.RecordingKeptDaysAt, room => room.RecordingKeptDays == policy.KeptDays ? room.RecordingKeptDaysAt : now)
                .SetProperty(room => room.RecordingMode, policy.Mode)
                .SetProperty(room => room.RecordingAudience, policy.Audience)
                .SetProperty(room => room.RecordingKeptDays, policy.KeptDays)
                .SetProperty(room => room.RecordingMayBeDownloaded, policy.MayBeDownloaded),
            cancellationToken) == 1;
    }
}
