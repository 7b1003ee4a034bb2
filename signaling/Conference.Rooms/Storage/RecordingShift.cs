using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>Moves everything on a recording's time line, because the recording turned out to have begun earlier.</summary>
internal static class RecordingShift
{
    /// <param name="milliseconds">By so much everything is later than was thought.</param>
    public static async Task ApplyAsync(ConferenceDbContext context, Guid recordingId, long milliseconds, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"""
             UPDATE renditions SET
                 start_milliseconds = start_milliseconds + {milliseconds},
                 gaps = ARRAY(SELECT at + {milliseconds} FROM unnest(gaps) WITH ORDINALITY AS moment(at, n) ORDER BY n),
                 silences = ARRAY(SELECT at + {milliseconds} FROM unnest(silences) WITH ORDINALITY AS moment(at, n) ORDER BY n)
             WHERE part_id IN (SELECT id FROM parts WHERE recording_id = {recordingId})
             """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
             UPDATE recordings SET
                 duration_milliseconds = duration_milliseconds + {milliseconds},
                 slides = ARRAY(SELECT at + {milliseconds} FROM unnest(slides) WITH ORDINALITY AS moment(at, n) ORDER BY n),
                 cuts = ARRAY(SELECT at + {milliseconds} FROM unnest(cuts) WITH ORDINALITY AS moment(at, n) ORDER BY n)
             WHERE id = {recordingId}
             """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
             UPDATE recording_viewings SET watched = ARRAY(SELECT at + {milliseconds} FROM unnest(watched) WITH ORDINALITY AS moment(at, n) ORDER BY n)
             WHERE recording_id = {recordingId}
             """,
            cancellationToken);
    }
}
