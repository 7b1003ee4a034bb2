using Conference.Rooms.Model;
using Conference.Rooms.Storage;

namespace Conference.Web.Recordings;

/// <summary>Where something new begins in a recording: the teacher's marks, each time a screen began to be shared, its slides, and where it was paused.</summary>
/// <param name="Id">Unique within the recording, and the same whenever it is asked for.</param>
/// <param name="Title">The mark's words, null for a mark without any; of a screen the name of who showed it; null of a slide or a pause.</param>
internal sealed record Chapter(string Id, ChapterKind Kind, string? Title, long AtMs)
{
    /// <summary>A screen that is away for less was interrupted, not stopped. Milliseconds.</summary>
    private const long Interruption = 15_000;

    /// <summary>A slide so near to a mark or a screen's beginning is what that chapter is about. Milliseconds.</summary>
    private const long SameMoment = 10_000;

    /// <summary>How long it was paused; null for all else.</summary>
    public long? LengthMs { get; init; }

    /// <summary>In the order of time.</summary>
    /// <param name="recording">As from <see cref="RecordingStore.FindAsync"/>.</param>
    /// <param name="marks">Of its lecture; those before and after it are left out.</param>
    public static IReadOnlyList<Chapter> Of(Recording recording, IReadOnlyList<ChapterMark> marks)
    {
        var span = RecordingSpan.Of(recording);
        return WithSlides([.. Marks(marks, span), .. Screens(recording), .. Pauses(span)], recording.Slides);
    }

    private static IReadOnlyList<Chapter> WithSlides(IReadOnlyList<Chapter> chapters, IReadOnlyList<long> slides) =>
        [.. slides.Where(slide => !chapters.Any(chapter => Math.Abs(chapter.AtMs - slide) < SameMoment)).Select(slide => new Chapter($"slide-{slide}", ChapterKind.Slide, null, slide))
            .Concat(chapters).OrderBy(chapter => chapter.AtMs)];

    private static IEnumerable<Chapter> Marks(IReadOnlyList<ChapterMark> marks, RecordingSpan span) =>
        from mark in marks
        let place = span.Place(mark.At)
        where place is not null
        select new Chapter($"{mark.Id}", ChapterKind.Mark, mark.Title, place.Value);

    /// <summary>After a pause that nobody ended nothing comes, so it is no place to go to.</summary>
    private static IEnumerable<Chapter> Pauses(RecordingSpan span) =>
        from pause in span.Pauses
        where pause.LengthMilliseconds is not null
        select new Chapter($"{pause.PartId}", ChapterKind.Pause, null, pause.AtMilliseconds) { LengthMs = pause.LengthMilliseconds };

    private static IEnumerable<Chapter> Screens(Recording recording)
    {
        var screens = recording.Parts.SelectMany(part => part.Renditions).Where(rendition => rendition.Kind == RenditionKind.Screen);
        foreach (var ofOne in screens.GroupBy(rendition => (rendition.ParticipantId, rendition.ParticipantName)))
        {
            long? shownUntil = null;
            foreach (var rendition in ofOne.OrderBy(rendition => rendition.StartMilliseconds))
            {
                if (shownUntil is null || rendition.StartMilliseconds > shownUntil + Interruption)
                    yield return new Chapter($"{rendition.Id}", ChapterKind.Screen, rendition.ParticipantName, rendition.StartMilliseconds);
                shownUntil = Math.Max(shownUntil ?? 0, rendition.StartMilliseconds + rendition.DurationMilliseconds);
            }
        }
    }
}
