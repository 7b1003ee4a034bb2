using System.Diagnostics;
using Conference.Testing.Media;

namespace Conference.Recorder.Tests.Media;

/// <summary>Runs the real ffmpeg and ffprobe.</summary>
internal static class Tool
{
    public static async Task<byte[]> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        return output.ToArray();
    }

    public static Task<byte[]> FfmpegAsync(params string[] arguments) => RunAsync("ffmpeg", ["-v", "error", "-y", .. arguments]);

    /// <summary>What ffprobe prints for <c>-show_entries</c>, as lines of comma-separated values.</summary>
    public static async Task<string[]> ProbeAsync(string file, string entries, params string[] more)
    {
        var output = await RunAsync("ffprobe", ["-v", "error", .. more, "-show_entries", entries, "-of", "csv=p=0", file]);
        return System.Text.Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Every complaint of a full decode; empty for a sound file.</summary>
    public static Task<string> DecodeErrorsAsync(string file) => Decoding.ErrorsAsync([file], TestContext.Current.CancellationToken);
}
