using System.Diagnostics;

namespace Conference.Testing.Media;

/// <summary>Runs ffmpeg and ffprobe; a failure carries their last words.</summary>
public static class Ffmpeg
{
    public static async Task RunAsync(IEnumerable<string> arguments, Func<Stream, Task>? input, CancellationToken cancellationToken)
    {
        using var process = Start("ffmpeg", ["-hide_banner", "-loglevel", "error", "-y", .. arguments], input is not null);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        if (input is not null)
        {
            await input(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        await FinishAsync(process, errors, cancellationToken);
        await output;
    }

    /// <summary>Everything that the command writes to its standard output.</summary>
    public static async Task<byte[]> ReadAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, ["-hide_banner", "-loglevel", "error", .. arguments], input: false);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken);
        await FinishAsync(process, errors, cancellationToken);
        return output.ToArray();
    }

    private static Process Start(string program, IEnumerable<string> arguments, bool input) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = input,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task FinishAsync(Process process, Task<string> errors, CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}: {await errors}");
    }
}
