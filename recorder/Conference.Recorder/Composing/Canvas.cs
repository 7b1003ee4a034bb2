using Conference.Rooms.Model;

namespace Conference.Recorder.Composing;

/// <summary>Where pictures stand, per layout. All numbers are even: chroma has half the resolution.</summary>
internal static class Canvas
{
    public const int Width = 1920;
    public const int Height = 1080;

    /// <summary>Beside a screen: a quarter of the width, so that four cameras of 16:9 fill the height.</summary>
    private const int ColumnWidth = Width / 4;
    private const int ColumnCameras = 4;
    private const int MostCells = 9;

    /// <param name="shown">What is there, in the order of rank.</param>
    public static IReadOnlyList<Placement> Place(VideoLayout layout, IReadOnlyList<PictureTrack> shown)
    {
        var screens = shown.Where(track => track.IsScreen).ToList();
        var cameras = shown.Where(track => !track.IsScreen).ToList();
        return layout switch
        {
            VideoLayout.Camera => Grid([.. cameras.Take(1)], 0, Width),
            VideoLayout.Grid => Grid([.. screens, .. cameras], 0, Width),
            _ when screens.Count == 0 || cameras.Count == 0 => Grid(shown, 0, Width),
            _ => [.. Grid(screens, 0, Width - ColumnWidth), .. Column([.. cameras.Take(ColumnCameras)])],
        };
    }

    private static IEnumerable<Placement> Column(IReadOnlyList<PictureTrack> cameras)
    {
        const int height = Height / ColumnCameras;
        var top = Even((Height - (height * cameras.Count)) / 2);
        return cameras.Select((track, i) => new Placement(track, Width - ColumnWidth, top + (height * i), ColumnWidth, height));
    }

    private static IReadOnlyList<Placement> Grid(IReadOnlyList<PictureTrack> tracks, int left, int width)
    {
        var count = Math.Min(tracks.Count, MostCells);
        var columns = (int)Math.Ceiling(Math.Sqrt(count));
        if (columns == 0) return [];
        var rows = (count + columns - 1) / columns;
        var (cellWidth, cellHeight) = (Even(width / columns), Even(Height / rows));
        return [.. tracks.Take(count).Select((track, i) => new Placement(track, left + (i % columns * cellWidth), i / columns * cellHeight, cellWidth, cellHeight))];
    }

    private static int Even(int number) => number & ~1;
}
