using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Conference.Recorder.Audio;
using Conference.Recorder.Ffmpeg;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Importing;

/// <summary>Where nobody is heard in a file's sound, as <see cref="SilenceGate"/> tells it of a live mix.</summary>
internal static class SilenceFinder
{
    private const int SampleRate = 16_000;

    /// <summary>Of 20 ms.</summary>
    private const int FrameBytes = SampleRate / 50 * sizeof(float);

    private const long FrameMilliseconds = 20;

    /// <summary>Nobody wants to leap over less. Milliseconds.</summary>
    private const long Least = 1000;

    /// <param name="startMilliseconds">Of the sound within the recording.</param>
    public static async Task<IReadOnlyList<RenditionGap>> FindAsync(
        string ffmpegPath, string path, ProbedStream audio, long startMilliseconds, ILogger logger, CancellationToken cancellationToken)
    {
        // Holes in the sound are filled, so that a frame's number is its time.
        await using var ffmpeg = FfmpegProcess.Start(
            ffmpegPath,
            ["-nostdin", .. MediaInput.Arguments(path), "-map", $"0:{audio.Index}", "-af", $"aresample={SampleRate}:async=1", "-ac", "1", "-f", "f32le", "pipe:1"],
            logger, priority: ProcessPriorityClass.Idle);
        var silences = await ReadAsync(ffmpeg.Output, startMilliseconds, cancellationToken);
        await ffmpeg.WaitAsync(cancellationToken);
        return silences;
    }

    private static async Task<List<RenditionGap>> ReadAsync(PipeReader samples, long startMilliseconds, CancellationToken cancellationToken)
    {
        var silences = new List<RenditionGap>();
        var gate = new SilenceGate();
        var frame = new byte[FrameBytes];
        var (now, since) = (startMilliseconds, (long?)null);
        while (true)
        {
            var read = await samples.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            for (; buffer.Length >= FrameBytes; buffer = buffer.Slice(FrameBytes), now += FrameMilliseconds)
            {
                buffer.Slice(0, FrameBytes).CopyTo(frame);
                if (gate.IsSilent(MemoryMarshal.Cast<byte, float>(frame))) since ??= now;
                else Close();
            }

            samples.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted) continue;
            Close();
            return silences;
        }

        void Close()
        {
            if (since is { } start && now - start >= Least) silences.Add(new RenditionGap(start, now));
            since = null;
        }
    }
}
