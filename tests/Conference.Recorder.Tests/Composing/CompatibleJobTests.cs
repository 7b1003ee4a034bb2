using System.Text;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Composing;

/// <summary>The rendition for browsers that cannot play the tracks: made without being asked for, of what no iPhone plays.</summary>
public sealed class CompatibleJobTests : IAsyncDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();
    private FinishedRecording? _recording;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_recording is null) _part.Dispose();
        else await _recording.DisposeAsync();
    }

    [Fact]
    public async Task A_recording_in_VP8_gets_one_stream_of_H264_and_AAC_by_itself_and_a_video_file_is_made_of_that()
    {
        var ann = new Publisher();
        var flashes = await Encoded.VideoAsync("VP8", 11, "64x64", 25, "color=c=black", "drawbox=color=white:t=fill:enable='lt(mod(t,1),0.12)'");
        ann.Add(TrackSource.Camera, "VP8", Encoded.Timed(flashes, Second));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(11, Second, Sounds.Beeps));
        await _part.RecordAsync(0, 13 * Second, ann);
        _recording = await FinishedRecording.CreateAsync(_part, ann);
        await _recording.ServeAsync(compatible: true);

        var job = await _recording.EndAsync((await JobAsync()).Id);

        Assert.True(job.State == JobState.Done, job.Failure);
        var file = (await _recording.Files.FindAsync(_recording.Id, JobKinds.Compatible, "", Cancel))!;
        var multivariant = Encoding.UTF8.GetString(await ReadAsync(file.ObjectKey)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("CODECS=\"avc1.640028,mp4a.40.2\",RESOLUTION=1920x1080", multivariant[^2], StringComparison.Ordinal);
        var playlist = Encoding.UTF8.GetString(await ReadAsync($"{file.Prefix}/{multivariant[^1]}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("#EXT-X-ENDLIST", playlist[^1]);
        var segments = playlist.Where(line => !line.StartsWith('#')).ToList();
        Assert.Equal(3, segments.Count);
        var glued = Path.Combine(_recording.Folder, "glued.mp4");
        await using (var output = File.Create(glued))
        {
            foreach (var name in segments.Prepend("init.mp4")) await output.WriteAsync(await ReadAsync($"{file.Prefix}/{name}"), Cancel);
        }

        await IsInStepAsync(new Mp4File(glued));

        // Without the tracks it can only be made of what is there already.
        foreach (var folder in Directory.GetDirectories(Path.Combine(_recording.Folder, "store", "recordings")).Where(folder => !folder.EndsWith($"{_recording.Id:N}", StringComparison.Ordinal)))
            Directory.Delete(folder, recursive: true);
        var video = await _recording.EndAsync((await _recording.EnqueueAsync(JobKinds.Video, nameof(VideoLayout.ScreenAndCamera))).Id);
        Assert.True(video.State == JobState.Done, video.Failure);
        var made = new Mp4File(await _recording.FetchAsync(video));
        Assert.True(await made.StartsFastAsync());
        Assert.Equal(("h264,High,1920,1080,yuv420p,25/1,25/1", "aac,LC,48000,2"), await made.StreamsAsync());
        Assert.All(await made.DurationsAsync(), duration => Assert.InRange(duration, 12.9, 13.1));
        await IsInStepAsync(made);
    }

    private static async Task IsInStepAsync(Mp4File video)
    {
        var (seen, heard) = (await video.FlashesAsync(), Sounds.Onsets(await video.SoundAsync()));
        Assert.InRange(seen.Count, 10, 12);
        Assert.All(seen, flash => Assert.InRange(heard.Min(beep => Math.Abs(beep - flash)), 0, 0.04));
    }

    private async Task<Job> JobAsync()
    {
        while (true)
        {
            if ((await _recording!.Jobs.ListAsync(_recording.Id, Cancel)).SingleOrDefault(job => job.Kind == JobKinds.Compatible) is { } job) return job;
            await _recording.ChangedAsync();
        }
    }

    private async Task<byte[]> ReadAsync(string key)
    {
        await using var stored = await _recording!.Store.OpenAsync(key, null, Cancel);
        Assert.True(stored is not null, key);
        var content = new MemoryStream();
        await stored.Content.CopyToAsync(content, Cancel);
        return content.ToArray();
    }
}
