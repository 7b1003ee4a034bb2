using System.Globalization;
using System.Text;

namespace Conference.Testing.Media;

/// <summary>Every frame of a recorded video, decoded by ffmpeg and read: its presentation time in seconds and what the <see cref="TestPattern"/> says.</summary>
public sealed class RecordedVideo
{
    // Small enough to decode a minute in seconds, large enough for 20x15 pixels per block.
    private const int Width = 160;
    private const int Height = 90;

    private RecordedVideo(IReadOnlyList<(double Time, TestPatternReading? Reading)> frames) => Frames = frames;

    public IReadOnlyList<(double Time, TestPatternReading? Reading)> Frames { get; }

    /// <summary>Where each flash begins, in seconds.</summary>
    public IReadOnlyList<double> Flashes => [.. Frames.Zip(Frames.Skip(1))
        .Where(pair => pair.First.Reading is { Flash: false } && pair.Second.Reading is { Flash: true })
        .Select(pair => pair.Second.Time)];

    /// <param name="source">A file or an address that ffmpeg opens.</param>
    /// <param name="options">Options before the input, for example HTTP headers.</param>
    public static async Task<RecordedVideo> ReadAsync(string source, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        // -vsync passthrough keeps one output frame per decoded frame, so that the times of ffprobe line up with the pictures.
        var pictures = await Ffmpeg.ReadAsync("ffmpeg",
            [.. options, "-i", source, "-map", "0:v:0", "-vsync", "passthrough", "-vf", $"scale={Width}:{Height}", "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1"],
            cancellationToken);
        var listing = Encoding.ASCII.GetString(await Ffmpeg.ReadAsync("ffprobe",
            [.. options, "-select_streams", "v:0", "-show_entries", "frame=pts_time", "-of", "csv=p=0", source], cancellationToken));
        var times = listing.Split(['\n', ',', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        var frames = new List<(double, TestPatternReading?)>();
        for (var i = 0; i < Math.Min(times.Count, pictures.Length / (Width * Height)); i++)
        {
            var picture = pictures.AsSpan(i * Width * Height, Width * Height);
            frames.Add((times[i], TestPattern.TryRead(picture, Width, Height, out var reading) ? reading : null));
        }
        return new RecordedVideo(frames);
    }
}
