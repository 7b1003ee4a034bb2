using System.Globalization;
using System.Text;

namespace Conference.Recorder.Previews;

/// <summary>Small pictures side by side in larger ones, and the WebVTT file that says where each lies.</summary>
internal static class SpriteSheet
{
    public const int Columns = 10;
    public const int Rows = 10;
    public const int Width = Columns * Thumbnail.Width;

    /// <summary>Sheets that so many pictures need.</summary>
    public static int CountOf(int pictures) => (pictures + (Columns * Rows) - 1) / (Columns * Rows);

    /// <summary>Pixels: the last sheet ends with its last picture.</summary>
    public static int HeightOf(ThumbnailTrack track, int sheet) =>
        (Math.Min(Columns * Rows, track.Count - (sheet * Columns * Rows)) + Columns - 1) / Columns * Thumbnail.Height;

    /// <summary>The sheet as RGB; black where nothing was to be seen.</summary>
    public static byte[] Draw(ThumbnailTrack track, int sheet)
    {
        const int line = Thumbnail.Width * 3;
        var pixels = new byte[Width * 3 * HeightOf(track, sheet)];
        for (var place = 0; place < Columns * Rows && (sheet * Columns * Rows) + place < track.Count; place++)
        {
            var picture = track[(sheet * Columns * Rows) + place];
            for (var y = 0; y < Thumbnail.Height && !picture.IsEmpty; y++)
            {
                var row = (place / Columns * Thumbnail.Height) + y;
                picture.Slice(y * line, line).CopyTo(pixels.AsSpan((row * Width * 3) + (place % Columns * line)));
            }
        }

        return pixels;
    }

    /// <summary>One cue per picture that is there, in WebVTT with media fragments (#xywh=), as players of the field read it.</summary>
    /// <param name="nameOf">The file of a sheet, relative to this one.</param>
    public static string Describe(ThumbnailTrack track, long duration, Func<int, string> nameOf)
    {
        var text = new StringBuilder("WEBVTT\n");
        for (var number = 0; number < track.Count; number++)
        {
            if (track[number].IsEmpty) continue;
            var place = number % (Columns * Rows);
            var (x, y) = (place % Columns * Thumbnail.Width, place / Columns * Thumbnail.Height);
            var end = number + 1 == track.Count ? Math.Max(duration, (number * track.Interval) + 1) : (number + 1) * track.Interval;
            text.Append(CultureInfo.InvariantCulture, $"\n{Time(number * track.Interval)} --> {Time(end)}\n");
            text.Append(CultureInfo.InvariantCulture, $"{nameOf(number / (Columns * Rows))}#xywh={x},{y},{Thumbnail.Width},{Thumbnail.Height}\n");
        }

        return text.ToString();
    }

    private static string Time(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:D2}:{time.Minutes:D2}:{time.Seconds:D2}.{time.Milliseconds:D3}");
    }
}
