using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>What was written in the chat while the recording ran, placed on its time line. What was written before or after it, or in a pause, is not shown.</summary>
internal static class RecordingChatApi
{
    public static void MapRecordingChat(this IEndpointRouteBuilder recordings) => recordings.MapGet("/{id:guid}/chat", ListAsync);

    /// <param name="after">Only messages with a higher sequence number: a live page asks for what it does not have yet.</param>
    private static async Task<IResult> ListAsync(
        Guid id, int? after, HttpContext context, RecordingStore recordings, ChatStore chat, RecordingAccess access, CancellationToken cancellationToken)
    {
        if (await recordings.FindSpanAsync(id, cancellationToken) is not { } span) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, span.Guard, cancellationToken) is { } refusal) return refusal;
        if (span.StartedAt is not { } start) return TypedResults.Ok(Array.Empty<MessageView>());
        var messages = await chat.ListAsync(span.LectureId, after ?? 0, start, span.EndedAt, cancellationToken);
        return TypedResults.Ok(
            from message in messages
            let place = span.Place(message.SentAt)
            where place is not null
            select new MessageView(message.Id, message.Sequence, message.AuthorName, message.AuthorRole, message.Text, place.Value));
    }

    private sealed record MessageView(Guid Id, int Sequence, string Author, ParticipantRole Role, string Text, long AtMs);
}
