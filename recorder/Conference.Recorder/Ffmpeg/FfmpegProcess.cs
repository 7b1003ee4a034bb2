using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Ffmpeg;

/// <summary>
/// One run of the <c>ffmpeg</c> program that reads its standard input and writes its standard output. Disposing kills it if it still runs.
/// What it says on its standard error goes to the log, bounded.
/// </summary>
internal sealed partial class FfmpegProcess : IAsyncDisposable
{
    /// <summary>A damaged stream can make it say a line per frame.</summary>
    private const int MaxLoggedLines = 50;

    private readonly Process _process;
    private readonly ILogger _logger;
    private readonly Action<long>? _framesWritten;
    private readonly Task _errors;
    private string _lastLine = "";

    private FfmpegProcess(Process process, ILogger logger, Action<long>? framesWritten)
    {
        _process = process;
        _logger = logger;
        _framesWritten = framesWritten;
        Input = PipeWriter.Create(process.StandardInput.BaseStream);
        Output = PipeReader.Create(process.StandardOutput.BaseStream, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        _errors = LogErrorsAsync();
    }

    /// <summary>Puts its progress among what it says on its standard error.</summary>
    public static IReadOnlyList<string> ProgressArguments { get; } = ["-progress", "pipe:2"];

    public PipeWriter Input { get; }

    public PipeReader Output { get; }

    public int Id => _process.Id;

    /// <param name="framesWritten">Told twice a second how many frames of video it has written; needs <see cref="ProgressArguments"/>.</param>
    /// <param name="priority">Of the live path by default: remuxing can wait, forwarding the lecture cannot.</param>
    /// <exception cref="FfmpegException">The program is not there.</exception>
    public static FfmpegProcess Start(
        string path, IEnumerable<string> arguments, ILogger logger, Action<long>? framesWritten = null, ProcessPriorityClass priority = ProcessPriorityClass.BelowNormal)
    {
        var start = new ProcessStartInfo(path)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])["-hide_banner", "-nostats", "-loglevel", "warning"]) start.ArgumentList.Add(argument);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new FfmpegException($"Cannot start {path}: {e.Message}", e);
        }

        try
        {
            process.PriorityClass = priority;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // It has ended already, which its reader will see.
        }

        return new FfmpegProcess(process, logger, framesWritten);
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="FfmpegException">It ended with an error; the message has its last line.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _errors;
        if (_process.ExitCode != 0) throw new FfmpegException($"ffmpeg ended with {_process.ExitCode}: {_lastLine}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                _process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It ended in this moment.
            }
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        await _errors;
        _process.Dispose();
    }

    private async Task LogErrorsAsync()
    {
        var lines = 0;
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (_framesWritten is not null && TakeProgress(line)) continue;
            _lastLine = line;
            if (++lines < MaxLoggedLines) LogLine(_process.Id, line);
            else if (lines == MaxLoggedLines) LogSilenced(_process.Id);
        }
    }

    // key=value, one a line: frame, fps, stream_0_0_q, bitrate, total_size, out_time_us, out_time_ms, out_time, dup_frames, drop_frames, speed, progress.
    private bool TakeProgress(string line)
    {
        var key = line.AsSpan(0, Math.Max(0, line.IndexOf('=')));
        if (key is "frame" && long.TryParse(line.AsSpan(6), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var frames)) _framesWritten!(frames);
        return key is "frame" or "fps" or "bitrate" or "total_size" or "out_time_us" or "out_time_ms" or "out_time" or "dup_frames" or "drop_frames" or "speed" or "progress"
            || key.StartsWith("stream_");
    }
}
