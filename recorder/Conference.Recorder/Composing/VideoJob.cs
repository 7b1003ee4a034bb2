using System.Diagnostics;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

/// <summary>Makes the video file that somebody asked for, in the layout that is the job's variant, without what is cut out of the recording.</summary>
internal sealed class VideoJob(
    Composition composition, IObjectStore store, JobStore jobs, RecordingFileStore files, RecorderOptions options, TimeProvider time, ILogger<VideoJob> logger) : IJobHandler
{
    public string Kind => JobKinds.Video;

    public async Task<RecordingFile?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<VideoLayout>(run.Job.Variant, out var layout) || !Enum.IsDefined(layout))
            throw new JobFailedException("layout-unknown", $"There is no layout '{run.Job.Variant}'.", isFinal: true);
        var kept = FrameGrid.Kept(run.Recording);
        if (kept.Count == 0) throw new JobFailedException("recording-empty", "The recording has no length.", isFinal: true);
        var length = kept.Sum(span => span.To - span.From);
        var video = await FromCompatibleAsync(run, layout, length, cancellationToken) ?? await composition.MakeAsync(run, layout, kept, cancellationToken);
        await using var content = File.OpenRead(video);
        await store.PutAsync($"{run.FilePrefix}/video.mp4", content, "video/mp4", cancellationToken);
        return run.Result("video.mp4", "video/mp4", content.Length, length, time.GetUtcNow(), run.Recording.Cuts);
    }

    /// <summary>What <see cref="CompatibleJob"/> has encoded already is only packed otherwise: seconds instead of half the recording's length. Null when it does not fit.</summary>
    private async Task<string?> FromCompatibleAsync(JobRun run, VideoLayout layout, long length, CancellationToken cancellationToken)
    {
        if (layout != CompatibleJob.Layout || await files.FindAsync(run.Recording.Id, JobKinds.Compatible, "", cancellationToken) is not { } compatible) return null;
        var job = (await jobs.ListAsync(run.Recording.Id, cancellationToken)).SingleOrDefault(job => job.Kind == JobKinds.Compatible);
        if (job is null || !compatible.IsCurrent(job, run.Recording) || compatible.DurationMilliseconds != length) return null;
        var segments = Path.Combine(run.Folder, "segments.mp4");
        await using (var file = File.Create(segments))
        {
            // "init.mp4" and then "segment-000001.m4s" and so on: the order of names is that of time.
            await foreach (var stored in store.ListAsync(compatible.Prefix + "/", cancellationToken))
            {
                if (stored.Key.EndsWith(".m3u8", StringComparison.Ordinal)) continue;
                await using var segment = await store.OpenAsync(stored.Key, null, cancellationToken);
                if (segment is null) return null;
                await segment.Content.CopyToAsync(file, cancellationToken);
            }
        }

        var video = Path.Combine(run.Folder, "video.mp4");
        await using var ffmpeg = FfmpegProcess.Start(
            options.FfmpegPath,
            ["-loglevel", "error", "-y", "-i", segments, "-c", "copy", "-metadata", $"title={run.Recording.Name}", "-movflags", "+faststart", video],
            logger, priority: ProcessPriorityClass.Idle);
        await ffmpeg.WaitAsync(cancellationToken);
        return video;
    }
}
