using System.Text;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Composing;

/// <summary>The rendition for browsers that cannot play the tracks: made without being asked for, of what no iPhone plays.</summary>
public sealed class CompatibleJobTests : ComposingTest
{
    [Fact]
    public async Task A_recording_in_VP8_gets_one_stream_of_H264_and_AAC_by_itself_and_a_video_file_is_made_of_that()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP8", Encoded.Timed(await FlashesAsync("VP8", 11), Second));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(11, Second, Sounds.Beeps));
        await Part.RecordAsync(0, 13 * Second, ann);
        Recording = await FinishedRecording.CreateAsync(Part, ann);
        await Recording.ServeAsync(compatible: true);

        var job = await Recording.EndAsync((await JobAsync()).Id);

        Assert.True(job.State == JobState.Done, job.Failure);
        var file = (await Recording.Files.FindAsync(Recording.Id, JobKinds.Compatible, "", Cancel))!;
        var stored = new StoredRendition(Recording.Store, file.Prefix);
        var multivariant = Encoding.UTF8.GetString(await stored.ReadAsync(Path.GetFileName(file.ObjectKey))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("CODECS=\"avc1.640028,mp4a.40.2\",RESOLUTION=1920x1080", multivariant[^2], StringComparison.Ordinal);
        Assert.Equal("index.m3u8", multivariant[^1]);
        var playlist = await stored.PlaylistAsync();
        Assert.Equal("#EXT-X-ENDLIST", playlist[^1]);
        Assert.Equal(3, playlist.Count(line => !line.StartsWith('#')));
        Assert.Equal("", await stored.DecodeErrorsAsync());

        await IsInStepAsync(new Mp4File(await stored.AssembleAsync(Recording.Folder)));

        // Without the tracks it can only be made of what is there already.
        foreach (var folder in Directory.GetDirectories(Path.Combine(Recording.Folder, "store", "recordings")).Where(folder => !folder.EndsWith($"{Recording.Id:N}", StringComparison.Ordinal)))
            Directory.Delete(folder, recursive: true);
        var video = await Recording.EndAsync((await Recording.EnqueueAsync(JobKinds.Video, nameof(VideoLayout.ScreenAndCamera))).Id);
        Assert.True(video.State == JobState.Done, video.Failure);
        var made = new Mp4File(await Recording.FetchAsync(video));
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
            if ((await Recording!.Jobs.ListAsync(Recording.Id, Cancel)).SingleOrDefault(job => job.Kind == JobKinds.Compatible) is { } job) return job;
            await Recording.ChangedAsync();
        }
    }
}
