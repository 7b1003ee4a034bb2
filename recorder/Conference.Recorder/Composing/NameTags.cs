using System.Globalization;
using System.Text.RegularExpressions;
using Conference.Recorder.Ffmpeg;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

/// <summary>
/// The names on cameras. Written by ffmpeg where it can (it needs its filter drawtext and a font, both of which Debian's brings along); elsewhere a video has none.
/// </summary>
internal sealed partial class NameTags
{
    /// <summary>Wider than the smallest tile in its smallest letters.</summary>
    private const int MostCharacters = 40;

    private readonly string? _folder;

    private NameTags(string? folder) => _folder = folder;

    /// <param name="folder">For the texts; ffmpeg's filters are told of it, so a path with signs that mean something to them gets no names.</param>
    public static async Task<NameTags> ForAsync(string ffmpegPath, string folder, ILogger logger, CancellationToken cancellationToken)
    {
        if (!PlainPath().IsMatch(folder)) return new NameTags(null);
        try
        {
            await using var ffmpeg = FfmpegProcess.Start(
                ffmpegPath, ["-loglevel", "fatal", "-f", "lavfi", "-i", "color=s=64x64,drawtext=text=x", "-frames:v", "1", "-f", "null", "-"], logger);
            await ffmpeg.WaitAsync(cancellationToken);
            return new NameTags(folder);
        }
        catch (FfmpegException)
        {
            return new NameTags(null);
        }
    }

    /// <summary>What is put behind a picture's other filters, a comma included; empty when it has no name.</summary>
    /// <param name="index">Of the picture in its scene.</param>
    public string Filter(Placement placement, int index)
    {
        if (_folder is null || placement.Track.IsScreen || placement.Track.Rendition.ParticipantName is not { Length: > 0 } name) return "";
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"name-{index}"));
        File.WriteAllText(path, name.Length <= MostCharacters ? name : name[..(MostCharacters - 1)] + "…");
        var size = Math.Clamp(placement.Height / 18, 18, 32);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"drawtext=textfile={path}:expansion=none:fontsize={size}:fontcolor=white:box=1:boxcolor=black@0.65:boxborderw={size / 3}:x={size * 2 / 3}:y=h-th-{size * 2 / 3},");
    }

    [GeneratedRegex(@"^[A-Za-z0-9/._-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}
