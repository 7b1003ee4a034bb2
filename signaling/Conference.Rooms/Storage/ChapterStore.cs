using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>The chapter marks of each lecture.</summary>
public sealed class ChapterStore(IDbContextFactory<ConferenceDbContext> contexts)
{
    public async Task<ChapterMark> AddAsync(Guid lectureId, Guid participantId, string? title, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var mark = new ChapterMark { Id = Guid.CreateVersion7(), LectureId = lectureId, ParticipantId = participantId, Title = title, At = at };
        context.ChapterMarks.Add(mark);
        await context.SaveChangesAsync(cancellationToken);
        return mark;
    }

    /// <summary>Every mark of the lecture, in the order of time.</summary>
    public async Task<IReadOnlyList<ChapterMark>> ListAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ChapterMarks.AsNoTracking().Where(m => m.LectureId == lectureId)
            .OrderBy(m => m.At).ThenBy(m => m.Id).ToListAsync(cancellationToken);
    }
}
