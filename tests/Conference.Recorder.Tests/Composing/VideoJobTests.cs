using System.Globalization;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Composing;

/// <summary>From a recording in the store to one MP4 file, with a real PostgreSQL and the real ffmpeg: what is seen and heard in the file, where and when.</summary>
public sealed class VideoJobTests : ComposingTest
{
    [Theory]
    [InlineData(VideoLayout.ScreenAndCamera, "0:960,540=dark 1:960,540=red 2:720,540=red 2:1680,540=blue 3.5:720,540=red 3.5:1680,400=blue 3.5:1680,680=green 5:960,540=blue 5:60,540=blue")]
    [InlineData(VideoLayout.Camera, "0:960,540=dark 1:960,540=dark 2:960,540=blue 3.5:60,540=blue 5:960,540=blue")]
    [InlineData(VideoLayout.Grid, "0:960,540=dark 1:960,540=red 2:480,540=red 2:1440,540=blue 3.5:480,270=red 3.5:1440,270=blue 3.5:480,810=green 3.5:1440,810=dark 5:960,540=blue")]
    public async Task Every_picture_is_in_its_place_at_its_time(VideoLayout layout, string expected)
    {
        var (ann, bob) = (new Publisher(), new Publisher(seed: 2));
        ann.Add(TrackSource.Screen, "VP9", await PlainAsync("VP9", "red", 4, Second / 2, "640x360"), until: 9 * Second / 2);
        ann.Add(TrackSource.Camera, "H264", await PlainAsync("H264", "blue", 4, 3 * Second / 2), until: 6 * Second);
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(5, Second, Sounds.Tone(400)));
        bob.Add(TrackSource.Camera, "VP8", await PlainAsync("VP8", "0x00C000", 1.5, 3 * Second), until: 9 * Second / 2);
        await Part.RecordAsync(0, 6 * Second, ann, bob);

        var video = await ComposeAsync(layout, ann, bob);

        Assert.Equal(("h264,High,1920,1080,yuv420p,25/1,25/1", "aac,LC,48000,2"), await video.StreamsAsync());
        Assert.All(await video.DurationsAsync(), duration => Assert.InRange(duration, 5.9, 6.1));
        Assert.True(await video.StartsFastAsync());
        Assert.Equal("", await video.DecodeErrorsAsync());
        foreach (var look in expected.Split(' '))
        {
            var (place, colour) = (look.Split('=')[0].Split(':'), look.Split('=')[1]);
            var (x, y) = (int.Parse(place[1].Split(',')[0]), int.Parse(place[1].Split(',')[1]));
            var seen = await video.ColourAsync(double.Parse(place[0], CultureInfo.InvariantCulture), x, y);
            Assert.True(colour == seen, $"{look}: {seen}");
        }

        // A name lies on the camera.
        if (layout == VideoLayout.ScreenAndCamera) Assert.NotEqual("blue", await video.ColourAsync(2, 1480, 655));
        Assert.InRange(Sounds.Amplitude(await video.SoundAsync(), 2, 5, 400), 0.2, 0.4);
    }

    [Fact]
    public async Task Sound_and_picture_stay_together_over_scenes_and_parts()
    {
        // Two Parts with a hole between them, and a student who comes and goes, so that the picture is in many pieces.
        var ann = new Publisher { ClockOffset = 77 * Second, Jitter = 20_000 };
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await FlashesAsync("VP9", 6), Second), extraDelay: 40_000);
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(6, Second, Sounds.Beeps), extraDelay: 20_000);
        await Part.RecordAsync(0, 8 * Second, ann);
        var first = Part.Renditions.Select(rendition => rendition.Id).ToHashSet();
        var again = new Publisher(seed: 3) { Id = ann.Id, ClockOffset = 12 * Second };
        again.Add(TrackSource.Camera, "H264", Encoded.Timed(await FlashesAsync("H264", 6), Second));
        again.Add(TrackSource.Microphone, "opus", Sounds.Encode(6, Second, Sounds.Beeps));
        await Part.RecordAsync(0, 8 * Second, again);
        foreach (var rendition in Part.Renditions.Where(rendition => !first.Contains(rendition.Id))) rendition.StartMilliseconds += 11_017;

        var video = await ComposeAsync(VideoLayout.Camera, ann);

        Assert.All(await video.DurationsAsync(), duration => Assert.InRange(duration, 18.92, 19.12));
        var seen = await video.FlashesAsync();
        var heard = Sounds.Onsets(await video.SoundAsync());
        Assert.InRange(seen.Count, 10, 12);
        var offsets = seen.Select(flash => heard.Select(beep => (beep - flash) * 1000).MinBy(Math.Abs)).ToList();
        TestContext.Current.SendDiagnosticMessage(string.Join(' ', offsets.Select(offset => $"{offset:0}")));
        Assert.All(offsets, offset => Assert.InRange(offset, -40, 40));
    }

    [Fact]
    public async Task A_picture_that_changes_its_size_and_shape_stays_in_its_place()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP8",
        [
            .. await PlainAsync("VP8", "red", 3, Second, "640x360"), .. await PlainAsync("VP8", "blue", 3, 4 * Second, "320x180"), .. await PlainAsync("VP8", "0x00C000", 3, 7 * Second, "180x320"),
        ]);
        await Part.RecordAsync(0, 10 * Second, ann);

        var video = await ComposeAsync(VideoLayout.ScreenAndCamera, ann);

        Assert.Equal(["red", "blue", "green"], [await video.ColourAsync(2.5, 60, 540), await video.ColourAsync(5.5, 60, 540), await video.ColourAsync(8.5, 960, 60)]);
        // Upright it has its margins left and right.
        Assert.Equal("dark", await video.ColourAsync(8.5, 300, 540));
    }

    [Fact]
    public async Task Colours_are_those_of_the_publisher_whichever_matrix_they_came_in()
    {
        // As browsers do it: the stream does not say what its numbers mean, the packets beside it do, or nobody does.
        var (told, silent) = (new Publisher { Color = (1, 1, 1, 1) }, new Publisher(seed: 2));
        const string bt709 = "format=gbrp,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=colorspace=unknown";
        told.Add(TrackSource.Screen, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 3, source: "color=c=0x00C000", filter: bt709), Second));
        silent.Add(TrackSource.Camera, "VP9", await PlainAsync("VP9", "0x00C000", 3, Second));
        await Part.RecordAsync(0, 4 * Second, told, silent);

        var video = await ComposeAsync(VideoLayout.ScreenAndCamera, told, silent);

        Assert.All([await video.PixelAsync(2.5, 720, 540), await video.PixelAsync(2.5, 1680, 540)], pixel =>
        {
            Assert.InRange(pixel[0], 0, 10);
            Assert.InRange(pixel[1], 182, 202);
            Assert.InRange(pixel[2], 0, 10);
        });
    }

    [Fact]
    public async Task A_recording_without_a_picture_gives_a_video_with_its_sound()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(4, Second, Sounds.Tone(400)));
        await Part.RecordAsync(0, 6 * Second, ann);

        var video = await ComposeAsync(VideoLayout.ScreenAndCamera, ann);

        Assert.All(await video.DurationsAsync(), duration => Assert.InRange(duration, 5.9, 6.1));
        Assert.InRange(Sounds.Amplitude(await video.SoundAsync(), 2, 4, 400), 0.2, 0.4);
        Assert.Equal("dark", await video.ColourAsync(3, 960, 540));
    }

    [Fact]
    public async Task A_recording_without_sound_gives_a_video_with_a_silent_track()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "AV1", await PlainAsync("AV1", "blue", 3, Second));
        await Part.RecordAsync(0, 4 * Second, ann);
        Recording = await FinishedRecording.CreateAsync(Part, ann);
        await Recording.ExecuteAsync($"DELETE FROM renditions WHERE kind = 'Mix'");

        var video = await ComposeAsync(VideoLayout.Camera);

        Assert.Equal("aac,LC,48000,2", (await video.StreamsAsync()).Audio);
        Assert.All(await video.SoundAsync(), sample => Assert.InRange(sample, -0.001f, 0.001f));
        Assert.Equal("blue", await video.ColourAsync(2, 960, 540));
    }

    [Fact]
    public async Task A_track_that_is_noise_and_one_whose_segments_have_gone_cost_the_others_nothing()
    {
        var (ann, bob) = (new Publisher(), new Publisher(seed: 2));
        ann.Add(TrackSource.Screen, "VP9", await PlainAsync("VP9", "red", 3, Second));
        ann.Add(TrackSource.Camera, "VP8", await PlainAsync("VP8", "blue", 3, Second));
        bob.Add(TrackSource.Camera, "VP9", await PlainAsync("VP9", "blue", 3, Second));
        await Part.RecordAsync(0, 4 * Second, ann, bob);
        foreach (var file in Directory.GetFiles(Path.Combine(Part.Folder, "store"), "*.webm", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "init.webm") continue;
            var noise = new byte[20_000];
            new Random(1).NextBytes(noise);
            await File.WriteAllBytesAsync(file, noise, Cancel);
        }

        var gone = Part.Renditions.Single(rendition => rendition.ParticipantId == bob.Id.Value);
        foreach (var file in Directory.GetFiles(Path.Combine(Part.Folder, "store", gone.ObjectPrefix), "*.m4s")) File.Delete(file);

        var video = await ComposeAsync(VideoLayout.ScreenAndCamera, ann, bob);

        Assert.Equal("red", await video.ColourAsync(2.5, 720, 540));
        Assert.Equal("", await video.DecodeErrorsAsync());
    }

    [Fact]
    public async Task A_runner_that_is_killed_in_the_middle_is_resumed_by_another_behind_its_last_whole_scene()
    {
        // A second scene long enough to be killed in.
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", [.. await PlainAsync("VP9", "blue", 2, Second), .. Encoded.Timed(await Encoded.VideoAsync("VP9", 20, "1280x720"), 3 * Second)], until: 30 * Second);
        ann.Add(TrackSource.Screen, "VP9", await PlainAsync("VP9", "red", 20, 3 * Second), until: 23 * Second);
        await Part.RecordAsync(0, 25 * Second, ann);
        Recording = await FinishedRecording.CreateAsync(Part, ann);
        var id = (await Recording.EnqueueAsync(JobKinds.Video, nameof(VideoLayout.ScreenAndCamera))).Id;
        var work = Path.Combine(Recording.Folder, "store", "recordings", Recording.Id.ToString("N"), "work", id.ToString("N"));
        using var stored = new Signal();
        stored.Watch(Path.Combine(Recording.Folder, "store"), "*.h264");
        using (var killed = JobProcess.Start(Recording.Database, Recording.Folder))
        {
            await stored.UntilAsync(() => Directory.Exists(work) && Directory.GetFiles(work, "*.h264").Length >= 2);
            await killed.KillAsync(Cancel);
        }

        Assert.Equal(JobState.Running, (await Recording.Jobs.FindAsync(id, Cancel))!.State);
        // The first scene is the empty canvas before anything came. What lies there now is used, or this would not be seen.
        var first = Directory.GetFiles(work, "*.h264").MinBy(File.GetLastWriteTimeUtc)!;
        await Tool.FfmpegAsync(
            "-f", "lavfi", "-i", "color=c=white:s=1920x1080:r=25", "-frames:v", "25", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-bf", "0", "-g", "125",
            "-profile:v", "high", "-level", "4.0", "-pix_fmt", "yuv420p", "-f", "h264", first);
        await Recording.ServeAsync("other");

        var job = await Recording.EndAsync(id);

        Assert.Equal((JobState.Done, 2), (job.State, job.Attempts));
        var video = new Mp4File(await Recording.FetchAsync(job));
        Assert.All(await video.DurationsAsync(), duration => Assert.InRange(duration, 24.9, 25.1));
        Assert.Equal(["white", "blue", "red"], [await video.ColourAsync(0.5, 960, 540), await video.ColourAsync(2, 960, 540), await video.ColourAsync(10, 720, 540)]);
        Assert.False(Directory.Exists(Path.Combine(Recording.Folder, "spool.work", id.ToString("N"))));
    }

    [Fact]
    public async Task What_was_cut_out_is_neither_seen_nor_heard_and_what_stays_is_together()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await FlashesAsync("VP9", 10), Second));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(10, Second, Sounds.Beeps));
        await Part.RecordAsync(0, 12 * Second, ann);
        Recording = await FinishedRecording.CreateAsync(Part, ann);
        // Flashes and beeps at 1, 2, .. 10 s; cut at odd places, off the grid of the pictures.
        IReadOnlyList<RecordingCut> cuts = [new(0, 1_517), new(4_250, 6_731), new(9_400, 12_000)];
        await Recording.ExecuteAsync($"UPDATE recordings SET cuts = {cuts.SelectMany(cut => (long[])[cut.StartMilliseconds, cut.EndMilliseconds]).ToArray()}");

        var video = await ComposeAsync(VideoLayout.Camera);

        const double length = (4.25 - 1.517) + (9.4 - 6.731);
        Assert.All(await video.DurationsAsync(), duration => Assert.InRange(duration, length - 0.1, length + 0.1));
        var (seen, heard) = (await video.FlashesAsync(), Sounds.Onsets(await video.SoundAsync()));
        double[] expected = [2 - 1.517, 3 - 1.517, 4 - 1.517, 7 - 6.731 + 2.733, 8 - 6.731 + 2.733, 9 - 6.731 + 2.733];
        Assert.Equal(expected.Length, seen.Count);
        Assert.All(expected.Zip(seen), pair => Assert.InRange(pair.Second - pair.First, -0.07, 0.07));
        Assert.All(seen, flash => Assert.InRange(heard.Min(beep => Math.Abs(beep - flash)), 0, 0.04));
    }

    [Fact]
    public async Task A_layout_that_is_none_fails_with_its_name()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(1, Second, Sounds.Tone(400)));
        await Part.RecordAsync(0, 3 * Second, ann);
        Recording = await FinishedRecording.CreateAsync(Part, ann);
        await Recording.ServeAsync();

        var job = await Recording.EndAsync((await Recording.EnqueueAsync(JobKinds.Video, "Cinema")).Id);

        Assert.Equal((JobState.Failed, "layout-unknown"), (job.State, job.Failure));
    }

    private async Task<Mp4File> ComposeAsync(VideoLayout layout, params Publisher[] publishers)
    {
        Recording ??= await FinishedRecording.CreateAsync(Part, publishers);
        await Recording.ServeAsync();
        var job = await Recording.EndAsync((await Recording.EnqueueAsync(JobKinds.Video, layout.ToString())).Id);
        Assert.True(job.State == JobState.Done, job.Failure);
        return new Mp4File(await Recording.FetchAsync(job));
    }

    private static async Task<List<(long At, byte[] Data)>> PlainAsync(string codec, string colour, double seconds, long start, string size = "320x180") =>
        Encoded.Timed(await Encoded.VideoAsync(codec, seconds, size, source: $"color=c={colour}"), start);
}
