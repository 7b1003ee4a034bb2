using System.Diagnostics;

namespace Conference.Testing.Media;

/// <summary>Has ffmpeg decode whole files, and tells what it complains of.</summary>
public static class Decoding
{
    /// <summary>Empty when all the files are sound. Each is decoded by itself; one process does all of them, because starting one takes longer than decoding four seconds.</summary>
    public static async Task<string> ErrorsAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var inputs = files.SelectMany(file => (string[])["-threads", "1", "-i", file]);
        var outputs = files.SelectMany((_, i) => (string[])["-map", $"{i}"]);
        var start = new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", .. inputs, .. outputs, "-vsync", "passthrough", "-enc_time_base", "-1", "-f", "null", "-"])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? errors : $"ffmpeg ended with {process.ExitCode}. {errors}";
    }

    /// <summary>The same of the media segments of an HLS rendition behind the initialization segment that goes before them.</summary>
    /// <param name="playlist">The lines of a media playlist.</param>
    /// <param name="read">The content of a file that the playlist names.</param>
    /// <param name="isEachAlone">Each segment by itself, as for a player that seeks to it; else in one piece, because a segment may begin without a key frame: a publisher whose path is tight is not asked for one.</param>
    public static async Task<string> SegmentErrorsAsync(IEnumerable<string> playlist, Func<string, Task<byte[]>> read, bool isEachAlone, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conference-segments-").FullName;
        try
        {
            var (initialization, isNext) = (Array.Empty<byte>(), true);
            var files = new List<string>();
            foreach (var line in playlist)
            {
                if (line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal)) (initialization, isNext) = (await read(line.Split('"')[1]), true);
                if (line.StartsWith('#')) continue;
                if (isNext || isEachAlone)
                {
                    files.Add(Path.Combine(folder, $"{files.Count}"));
                    await File.WriteAllBytesAsync(files[^1], initialization, cancellationToken);
                    isNext = false;
                }

                await File.AppendAllBytesAsync(files[^1], await read(line), cancellationToken);
            }

            return files.Count == 0 ? "There is no segment." : await ErrorsAsync(files, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
