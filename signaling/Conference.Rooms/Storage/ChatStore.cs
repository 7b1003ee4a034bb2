using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>The chat of each lecture, kept whole.</summary>
public sealed class ChatStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>Keeps a message under the lecture's next sequence number.</summary>
    public async Task<ChatMessage> AppendAsync(
        Guid lectureId, Guid participantId, string authorName, ParticipantRole authorRole, string text, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Writers of one lecture take turns at its row, so the numbers have neither gaps nor doubles; NO KEY lets foreign keys through.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM lectures WHERE id = {lectureId} FOR NO KEY UPDATE", cancellationToken);
        var last = await context.ChatMessages.Where(m => m.LectureId == lectureId).MaxAsync(m => (int?)m.Sequence, cancellationToken) ?? 0;
        var message = new ChatMessage
        {
            Id = Guid.CreateVersion7(),
            LectureId = lectureId,
            Sequence = last + 1,
            ParticipantId = participantId,
            AuthorName = authorName,
            AuthorRole = authorRole,
            Text = text,
            SentAt = time.GetUtcNow(),
        };
        context.ChatMessages.Add(message);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return message;
    }

    /// <summary>The messages of a time, in order.</summary>
    /// <param name="after">Only those with a higher sequence number.</param>
    /// <param name="until">Null for no end.</param>
    public async Task<IReadOnlyList<ChatMessage>> ListAsync(
        Guid lectureId, int after, DateTimeOffset from, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ChatMessages.AsNoTracking()
            .Where(m => m.LectureId == lectureId && m.Sequence > after && m.SentAt >= from && (until == null || m.SentAt <= until))
            .OrderBy(m => m.Sequence).ToListAsync(cancellationToken);
    }

    /// <summary>Every message of the lecture, in order.</summary>
    public async Task<IReadOnlyList<ChatMessage>> ListAsync(Guid lectureId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ChatMessages.AsNoTracking().Where(m => m.LectureId == lectureId)
            .OrderBy(m => m.Sequence).ToListAsync(cancellationToken);
    }
}
