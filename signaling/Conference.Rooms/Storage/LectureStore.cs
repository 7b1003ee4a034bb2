using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>Lectures and who was in them.</summary>
public sealed class LectureStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>The room's running lecture; starts one if there is none. Two callers at the same moment get the same lecture.</summary>
    public async Task<Lecture> StartOrGetAsync(Guid roomId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO lectures (id, room_id, started_at) VALUES ({Guid.CreateVersion7()}, {roomId}, {time.GetUtcNow()})
                 ON CONFLICT (room_id) WHERE ended_at IS NULL DO NOTHING
                 """,
                cancellationToken);
            var lecture = await WithRoom(context)
                .SingleOrDefaultAsync(l => l.RoomId == roomId && l.EndedAt == null, cancellationToken);
            // Null when somebody ended it between the two statements: then a new one starts.
            if (lecture is not null) return lecture;
        }
    }

    public async Task<Lecture?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await WithRoom(context).SingleOrDefaultAsync(l => l.Id == id, cancellationToken);
    }

    /// <summary>Every lecture that has not ended: after a restart, what an earlier process left.</summary>
    public async Task<IReadOnlyList<Lecture>> ListRunningAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await WithRoom(context).Where(l => l.EndedAt == null).OrderBy(l => l.StartedAt).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the lecture for everybody: its participants have left, and a running recording is asked to stop. False when it had ended before.
    /// </summary>
    public async Task<bool> EndAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var ended = await context.Lectures.Where(l => l.Id == id && l.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.EndedAt, now), cancellationToken);
        if (ended == 0) return false;
        await context.LectureParticipants.Where(p => p.LectureId == id && p.LeftAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.LeftAt, now), cancellationToken);
        await RecordingStore.RequestStopAsync(context, id, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<LectureParticipant> AddParticipantAsync(
        Guid lectureId, Guid participantId, string name, ParticipantRole role, Guid? personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var participant = new LectureParticipant
        {
            Id = participantId, LectureId = lectureId, Name = name, Role = role, PersonId = personId, JoinedAt = time.GetUtcNow(),
        };
        context.LectureParticipants.Add(participant);
        await context.SaveChangesAsync(cancellationToken);
        return participant;
    }

    public async Task<bool> MarkLeftAsync(Guid participantId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LectureParticipants.Where(p => p.Id == participantId)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.LeftAt, now), cancellationToken) == 1;
    }

    /// <summary>Whether the person was in any lecture of the room.</summary>
    public async Task<bool> TookPartAsync(Guid roomId, Guid personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LectureParticipants.AnyAsync(
            p => p.PersonId == personId && context.Lectures.Any(l => l.Id == p.LectureId && l.RoomId == roomId), cancellationToken);
    }

    /// <summary>Everybody who was in the lecture, in the order they came.</summary>
    public async Task<IReadOnlyList<LectureParticipant>> ListParticipantsAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.LectureParticipants.AsNoTracking().Where(p => p.LectureId == lectureId)
            .OrderBy(p => p.JoinedAt).ToListAsync(cancellationToken);
    }

    private static IQueryable<Lecture> WithRoom(ConferenceDbContext context) =>
        context.Lectures.AsNoTracking().Include(l => l.Room!.Owner);
}
