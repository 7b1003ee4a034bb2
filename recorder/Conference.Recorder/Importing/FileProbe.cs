using System.Diagnostics;
using System.Text.Json;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Jobs;

namespace Conference.Recorder.Importing;

/// <summary>Looks into a file with ffprobe, which comes with ffmpeg and lies beside it.</summary>
internal static class FileProbe
{
    private const int MostSide = 8192;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <exception cref="JobFailedException">Nothing can be made of the file, and why.</exception>
    public static async Task<ProbedFile> RunAsync(string ffmpegPath, string path, CancellationToken cancellationToken)
    {
        ProbedFile file;
        try
        {
            file = ProbedFile.Read(await ReadAsync(ffmpegPath, path, cancellationToken));
        }
        catch (Exception e) when (e is JsonException or FfmpegException)
        {
            throw new JobFailedException(ImportFailures.Unreadable, "ffprobe makes nothing of the file: " + e.Message, isFinal: true, e);
        }

        if (file is { Video: null, Audio: null }) throw new JobFailedException(ImportFailures.Empty, "The file has neither picture nor sound.", isFinal: true);
        if (file.Video is { } video && (video.Width > MostSide || video.Height > MostSide))
            throw new JobFailedException(ImportFailures.TooLarge, $"The picture is {video.Width}x{video.Height}.", isFinal: true);
        return file;
    }

    private static async Task<string> ReadAsync(string ffmpegPath, string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(ffmpegPath).Replace("ffmpeg", "ffprobe", StringComparison.Ordinal);
        var start = new ProcessStartInfo(Path.Combine(Path.GetDirectoryName(ffmpegPath) ?? "", name)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-v", "error", "-print_format", "json", "-show_format", "-show_streams", .. MediaInput.Arguments(path)]) start.ArgumentList.Add(argument);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start) ?? throw new FfmpegException("ffprobe does not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? await output : throw new FfmpegException((await errors).Trim());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FfmpegException("ffprobe did not end in time.", e);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
