using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conference.Rooms.Storage;

/// <summary>The chat of each lecture, kept whole.</summary>
public sealed class ChatStore(NpgsqlDataSource database, IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    /// <summary>
    /// Keeps a message under the lecture's next sequence number. One batch, one round trip and no change tracker: a chatting hall writes fifty of them a second
    /// beside the media plane.
    /// </summary>
    public async Task<ChatMessage> AppendAsync(
        Guid lectureId, Guid participantId, string authorName, ParticipantRole authorRole, string text, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var batch = database.CreateBatch(); // one implicit transaction
        // Writers of one lecture take turns at its row, so the numbers have neither gaps nor doubles; NO KEY lets foreign keys through.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1 FROM lectures WHERE id = $1 FOR NO KEY UPDATE") { Parameters = { Value(lectureId) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO chat_messages (id, lecture_id, sequence, participant_id, author_name, author_role, text, sent_at)
            SELECT $1, $2, coalesce(max(sequence), 0) + 1, $3, $4, $5, $6, $7 FROM chat_messages WHERE lecture_id = $2
            RETURNING sequence, sent_at
            """)
        {
            Parameters = { Value(id), Value(lectureId), Value(participantId), Value(authorName), Value(authorRole.ToString()), Value(text), Value(time.GetUtcNow()) },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ChatMessage
        {
            Id = id,
            LectureId = lectureId,
            Sequence = reader.GetInt32(0),
            ParticipantId = participantId,
            AuthorName = authorName,
            AuthorRole = authorRole,
            Text = text,
            SentAt = reader.GetFieldValue<DateTimeOffset>(1),
        };
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

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
