using Conference.Rooms.Model;

namespace Conference.Recorder.Composing;

/// <summary>Cuts a recording into scenes: a new one wherever a picture comes or goes, at each cut, and now and then for the sake of work that can be resumed.</summary>
internal static class ScenePlan
{
    /// <summary>A killed server costs at most the encoding of so much.</summary>
    public const long MostMilliseconds = 60_000;

    public static IReadOnlyList<Scene> Of(VideoLayout layout, IReadOnlyList<PictureTrack> tracks, IReadOnlyList<KeptSpan> kept)
    {
        var ranked = tracks.OrderBy(track => track.Rank).ToList();
        var changes = ranked.SelectMany(track => track.Changes).Distinct().Order().ToList();
        var scenes = new List<Scene>();
        foreach (var span in kept)
        {
            for (var from = span.From; from < span.To;)
            {
                var next = changes.FirstOrDefault(change => change > from, span.To);
                var to = Math.Min(Math.Min(next, span.To), from + MostMilliseconds);
                // One picture per person and kind: somebody who came back has left the old one behind.
                var shown = ranked.Where(track => track.IsShownAt(from))
                    .GroupBy(track => (track.IsScreen, track.Rendition.ParticipantId))
                    .Select(same => same.MaxBy(track => track.Start)!).ToList();
                scenes.Add(new Scene(from, FrameGrid.Frames(to - from), Canvas.Place(layout, shown)));
                from = to;
            }
        }

        return scenes;
    }
}
