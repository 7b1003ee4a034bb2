using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>Where something new begins in a recording: the teacher's marks, each time a screen began to be shared, and where it was paused.</summary>
internal static class RecordingChaptersApi
{
    /// <summary>A screen that is away for less was interrupted, not stopped.</summary>
    private const long Interruption = 15_000;

    public static void MapRecordingChapters(this IEndpointRouteBuilder recordings) => recordings.MapGet("/{id:guid}/chapters", ListAsync);

    private static async Task<IResult> ListAsync(
        Guid id, HttpContext context, RecordingStore recordings, ChapterStore chapters, RecordingAccess access, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        var span = RecordingSpan.Of(recording);
        if (await access.RefuseSeeingAsync(context, span.Guard, cancellationToken) is { } refusal) return refusal;
        var marks = await chapters.ListAsync(span.LectureId, cancellationToken);
        return TypedResults.Ok(Marks(marks, span).Concat(Screens(recording)).Concat(Pauses(span)).OrderBy(chapter => chapter.AtMs));
    }

    private static IEnumerable<ChapterView> Marks(IReadOnlyList<ChapterMark> marks, RecordingSpan span) =>
        from mark in marks
        let place = span.Place(mark.At)
        where place is not null
        select new ChapterView(mark.Id, ChapterKind.Mark, mark.Title, place.Value);

    /// <summary>After a pause that nobody ended nothing comes, so it is no place to go to.</summary>
    private static IEnumerable<ChapterView> Pauses(RecordingSpan span) =>
        from pause in span.Pauses
        where pause.LengthMilliseconds is not null
        select new ChapterView(pause.PartId, ChapterKind.Pause, null, pause.AtMilliseconds) { LengthMs = pause.LengthMilliseconds };

    private static IEnumerable<ChapterView> Screens(Recording recording)
    {
        var screens = recording.Parts.SelectMany(part => part.Renditions).Where(rendition => rendition.Kind == RenditionKind.Screen);
        foreach (var ofOne in screens.GroupBy(rendition => (rendition.ParticipantId, rendition.ParticipantName)))
        {
            long? shownUntil = null;
            foreach (var rendition in ofOne.OrderBy(rendition => rendition.StartMilliseconds))
            {
                if (shownUntil is null || rendition.StartMilliseconds > shownUntil + Interruption)
                    yield return new ChapterView(rendition.Id, ChapterKind.Screen, rendition.ParticipantName, rendition.StartMilliseconds);
                shownUntil = Math.Max(shownUntil ?? 0, rendition.StartMilliseconds + rendition.DurationMilliseconds);
            }
        }
    }

    private enum ChapterKind
    {
        Mark,
        Screen,
        Pause,
    }

    /// <param name="Title">The mark's words, null for a mark without any; of a screen the name of who showed it.</param>
    private sealed record ChapterView(Guid Id, ChapterKind Kind, string? Title, long AtMs)
    {
        /// <summary>How long it was paused; null for all else.</summary>
        public long? LengthMs { get; init; }
    }
}
