using System.Diagnostics;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Hls;
using Conference.Recorder.Jobs;
using Conference.Recorder.Mp4;
using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Importing;

/// <summary>
/// Makes a recording of an uploaded video file: its picture and its sound become renditions like any other, copied where browsers play them, encoded else.
/// </summary>
internal sealed partial class ImportJob(
    UploadStore uploads, RecordingStore recordings, JobStore jobs, IObjectStore store, RecorderOptions options, RecorderMetrics metrics, TimeProvider time, ILogger<ImportJob> logger) : IJobHandler
{
    private readonly ILogger _logger = logger;

    public string Kind => JobKinds.Import;

    public async Task<RecordingFile?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var recording = run.Recording;
        try
        {
            // Else an earlier attempt did it, and could not tell the queue any more.
            if (recording.State == RecordingState.Importing) await ImportAsync(run, recording, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (JobFailures.Of(e) is (_, true) || run.Job.Attempts >= JobStore.MostAttempts))
        {
            await recordings.FailImportAsync(recording.Id, JobFailures.Of(e).Failure, cancellationToken);
            await ForgetUploadAsync(recording.Id, cancellationToken);
            throw;
        }

        await ForgetUploadAsync(recording.Id, cancellationToken);
        await jobs.EnqueueAsync(recording.Id, JobKinds.Preview, "", null, cancellationToken);
        return null;
    }

    private async Task ImportAsync(JobRun run, Recording recording, CancellationToken cancellationToken)
    {
        await DiscardEarlierAsync(recording, cancellationToken);
        var path = Path.Combine(run.Folder, "source");
        await FetchAsync(recording, path, cancellationToken);
        var file = await FileProbe.RunAsync(options.FfmpegPath, path, cancellationToken);
        LogProbed(recording.Id, file.Video?.Codec, file.Audio?.Codec, file.DurationSeconds);
        var part = new Part { Id = Guid.CreateVersion7(), RecordingId = recording.Id, Number = 1, StartedAt = recording.StartedAt!.Value, RecorderId = options.RecorderId };
        // The file's clock begins with whichever stream begins first.
        var zero = new[] { file.Video, file.Audio }.OfType<ProbedStream>().Min(stream => stream.StartSeconds);
        var renditions = new List<Rendition>();
        if (file.Video is { } video)
        {
            renditions.Add(await PackageAsync(
                run, recording, part, RenditionKind.Screen, video.StartSeconds - zero, ImportArguments.Video(path, video),
                end => run.Report(0.9 * end / 1e6 / (file.DurationSeconds ?? 3600)), cancellationToken));
        }

        if (file.Audio is { } audio)
        {
            renditions.Add(await PackageAsync(
                run, recording, part, RenditionKind.Mix, audio.StartSeconds - zero, ImportArguments.Audio(path, audio),
                end => run.Report(0.9 + (0.1 * end / 1e6 / (file.DurationSeconds ?? 3600))), cancellationToken));
            renditions[^1].Silences = await SilenceFinder.FindAsync(options.FfmpegPath, path, audio, renditions[^1].StartMilliseconds, _logger, cancellationToken);
        }

        renditions.RemoveAll(rendition => rendition.DurationMilliseconds == 0);
        if (renditions.Count == 0) throw new JobFailedException(ImportFailures.Empty, "The file has no frame.", isFinal: true);
        await recordings.CompleteImportAsync(recording.Id, part, renditions, cancellationToken);
    }

    /// <summary>One stream from the file to the store.</summary>
    /// <param name="packaged">Told how far it is, microseconds.</param>
    private async Task<Rendition> PackageAsync(
        JobRun run, Recording recording, Part part, RenditionKind kind, double startSeconds, IReadOnlyList<string> arguments, Action<long> packaged, CancellationToken cancellationToken)
    {
        var start = (long)Math.Round(startSeconds * 1000);
        var id = Guid.CreateVersion7();
        var identity = new RenditionIdentity(
            id, part.Id, kind, RenditionFormat.Hls, null, part.StartedAt.AddMilliseconds(start), start, $"recordings/{recording.Id:N}/{part.Id:N}/{id:N}");
        var folder = Directory.CreateDirectory(Path.Combine(run.Folder, id.ToString("N"))).FullName;
        using var spool = new SegmentSpool(folder, ".m4s");
        var playlist = new Playlist(identity.StartedAt, SegmentLengths.Of(kind).TargetSeconds);
        var uploader = new SegmentUploader(store, spool, playlist, identity, metrics, time, _logger)
        {
            OnStored = (segment, _) =>
            {
                packaged(segment.Start + segment.Duration);
                return Task.CompletedTask;
            },
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var uploading = uploader.RunAsync(stop.Token);
        try
        {
            await using var ffmpeg = FfmpegProcess.Start(options.FfmpegPath, ["-y", "-nostdin", .. arguments], _logger, priority: ProcessPriorityClass.Idle);
            await FragmentCutter.RunAsync(new FragmentReader(ffmpeg.Output), spool, 0, (_, _) => SegmentFindings.None, cancellationToken);
            await ffmpeg.WaitAsync(cancellationToken);
            spool.Complete();
            await uploading;
        }
        catch
        {
            await stop.CancelAsync();
            await uploading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var description = spool.Description ?? new InitializationSegment(1, "", 0, 0);
        return new Rendition
        {
            Id = id, PartId = part.Id, Kind = kind, Format = RenditionFormat.Hls, Codecs = description.Codecs, StartMilliseconds = start,
            DurationMilliseconds = playlist.Duration / 1000, Width = description.Width, Height = description.Height, ObjectPrefix = identity.ObjectPrefix,
        };
    }

    /// <summary>Puts the pieces together: containers are read from both ends, so ffmpeg needs a file.</summary>
    private async Task FetchAsync(Recording recording, string path, CancellationToken cancellationToken)
    {
        var upload = await uploads.OfRecordingAsync(recording.Id, cancellationToken);
        var pieces = upload is null ? [] : await uploads.PiecesAsync(upload.Id, cancellationToken);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        foreach (var piece in pieces)
        {
            await using var stored = await store.OpenAsync(piece.ObjectKey, null, cancellationToken);
            if (stored is null || file.Length != piece.Position) break;
            await stored.Content.CopyToAsync(file, cancellationToken);
            await file.FlushAsync(cancellationToken);
        }

        if (upload is null || file.Length != upload.Length) throw new JobFailedException(ImportFailures.Gone, "Pieces of the upload are missing.", isFinal: true);
    }

    /// <summary>What a killed attempt had stored: nobody knows of it.</summary>
    private async Task DiscardEarlierAsync(Recording recording, CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ListAsync($"recordings/{recording.Id:N}/", cancellationToken)) await store.DeleteAsync(stored.Key, cancellationToken);
    }

    /// <summary>The row last: as long as it is there, another attempt, or the recording's end, finds what is left.</summary>
    private async Task ForgetUploadAsync(Guid recordingId, CancellationToken cancellationToken)
    {
        if (await uploads.OfRecordingAsync(recordingId, cancellationToken) is not { } upload) return;
        await foreach (var piece in store.ListAsync(upload.ObjectPrefix, cancellationToken)) await store.DeleteAsync(piece.Key, cancellationToken);
        await uploads.RemoveAsync(upload.Id, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Import of recording {Recording}: picture {Video}, sound {Audio}, {Seconds} s")]
    private partial void LogProbed(Guid recording, string? video, string? audio, double? seconds);
}
