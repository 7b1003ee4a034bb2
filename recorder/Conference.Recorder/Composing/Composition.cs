using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Hls;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

/// <summary>
/// A recording -> one MP4 that plays everywhere: H.264 at 1080p and a constant 25 frames a second, AAC-LC, the index in front. Scene by scene, each stored
/// when it is whole, so that after a crash any server goes on behind the last one; then the sound; then both into one file without another encoding.
/// </summary>
internal sealed class Composition(IObjectStore store, RecorderOptions options, ILogger<Composition> logger)
{
    /// <summary>Of the whole work; the rest is sound, putting together and storing.</summary>
    private const double ShareOfPictures = 0.9;
    private const double ShareOfSound = 0.05;

    /// <returns>The path of the file, in the run's folder.</returns>
    public async Task<string> MakeAsync(JobRun run, VideoLayout layout, IReadOnlyList<KeptSpan> kept, CancellationToken cancellationToken)
    {
        var scenes = ScenePlan.Of(layout, await TracksAsync(run, cancellationToken), kept);
        var pieces = await EncodeAsync(run, scenes, cancellationToken);
        var mixes = run.Recording.Parts.SelectMany(part => part.Renditions).Where(rendition => rendition.Kind == RenditionKind.Mix);
        var sound = await new SoundEncoder(store, options.FfmpegPath, run.Folder, logger).EncodeAsync(mixes, kept, cancellationToken);
        run.Report(ShareOfPictures + ShareOfSound);
        var video = Path.Combine(run.Folder, "video.mp4");
        await JoinAsync(pieces, sound, video, run.Recording.Name, cancellationToken);
        return video;
    }

    private async Task<IReadOnlyList<PictureTrack>> TracksAsync(JobRun run, CancellationToken cancellationToken)
    {
        var teachers = run.Participants.Where(participant => participant.Role == ParticipantRole.Teacher).Select(participant => (Guid?)participant.Id).ToHashSet();
        var pictures = run.Recording.Parts.SelectMany(part => part.Renditions).Where(rendition => rendition.Kind is RenditionKind.Camera or RenditionKind.Screen).ToList();
        var firstSeen = pictures.GroupBy(rendition => rendition.ParticipantId).ToDictionary(one => one.Key ?? Guid.Empty, one => one.Min(rendition => rendition.StartMilliseconds));
        var ranked = pictures.OrderByDescending(rendition => teachers.Contains(rendition.ParticipantId))
            .ThenBy(rendition => firstSeen[rendition.ParticipantId ?? Guid.Empty]).ThenBy(rendition => rendition.ParticipantId).ThenBy(rendition => rendition.StartMilliseconds);
        var tracks = new List<PictureTrack>();
        foreach (var rendition in ranked)
            tracks.Add(new PictureTrack(rendition, await StoredPlaylist.ReadAsync(store, rendition.ObjectPrefix, cancellationToken), tracks.Count));
        return tracks;
    }

    /// <summary>The keys of the scenes' streams, in order.</summary>
    private async Task<IReadOnlyList<string>> EncodeAsync(JobRun run, IReadOnlyList<Scene> scenes, CancellationToken cancellationToken)
    {
        var names = await NameTags.ForAsync(options.FfmpegPath, run.Folder, logger, cancellationToken);
        var encoder = new SceneEncoder(store, options.FfmpegPath, run.Folder, names, logger);
        var whole = new HashSet<string>();
        await foreach (var stored in store.ListAsync(run.WorkPrefix + "/", cancellationToken)) whole.Add(stored.Key);
        var keys = new List<string>();
        var (done, all) = (0L, scenes.Sum(scene => (long)scene.Frames));
        foreach (var scene in scenes)
        {
            var key = $"{run.WorkPrefix}/{KeyOf(scene)}.h264";
            if (!whole.Contains(key))
            {
                var path = await encoder.EncodeAsync(scene, frames => run.Report(ShareOfPictures * (done + frames) / all), cancellationToken);
                await using (var content = File.OpenRead(path)) await store.PutAsync(key, content, "video/h264", cancellationToken);
                File.Delete(path);
            }

            keys.Add(key);
            done += scene.Frames;
            run.Report(ShareOfPictures * done / all);
        }

        return keys;
    }

    /// <summary>By what the scene shows: an attempt that plans otherwise (there is more of the recording now) does not take the old one's pieces for its own.</summary>
    private static string KeyOf(Scene scene)
    {
        var description = new StringBuilder();
        description.Append(CultureInfo.InvariantCulture, $"{scene.From} {scene.Frames}");
        foreach (var (track, x, y, width, height) in scene.Placements)
            description.Append(CultureInfo.InvariantCulture, $" {track.Rendition.Id} {track.Rendition.StartMilliseconds} {track.Rendition.ParticipantName} {x} {y} {width} {height}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description.ToString())).AsSpan(0, 16));
    }

    private async Task JoinAsync(IReadOnlyList<string> pieces, string sound, string video, string title, CancellationToken cancellationToken)
    {
        await using var ffmpeg = FfmpegProcess.Start(
            options.FfmpegPath,
            [
                "-loglevel", "error", "-y", "-f", "h264", "-framerate", $"{FrameGrid.FramesPerSecond}", "-i", "pipe:0", "-i", sound, "-map", "0:v", "-map", "1:a", "-c", "copy",
                "-metadata", $"title={title}", "-movflags", "+faststart", video,
            ],
            logger, priority: ProcessPriorityClass.Idle);
        try
        {
            foreach (var piece in pieces)
            {
                await using var stored = await store.OpenAsync(piece, null, cancellationToken)
                    ?? throw new JobFailedException(JobFailures.StoreUnavailable, $"{piece} has gone.", isFinal: false);
                await stored.Content.CopyToAsync(ffmpeg.Input.AsStream(leaveOpen: true), cancellationToken);
            }

            await ffmpeg.Input.CompleteAsync();
        }
        catch (IOException e)
        {
            throw new FfmpegException("ffmpeg closed its input: " + e.Message, e);
        }

        await ffmpeg.WaitAsync(cancellationToken);
    }
}
