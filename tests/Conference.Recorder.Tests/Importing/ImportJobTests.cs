using System.Globalization;
using System.Text;
using Conference.Recorder.Importing;
using Conference.Recorder.Jobs;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tests.Importing;

/// <summary>Files as people have them, with a real database, store and ffmpeg.</summary>
public sealed class ImportJobTests : IAsyncLifetime
{
    private ImportLab _lab = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mp4", "-c:v libx264 -g 50 -bf 2 -pix_fmt yuv420p -c:a aac", "avc1.", "mp4a.40.2")]
    [InlineData("webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 50 -c:a libopus", "vp09.", "opus")]
    [InlineData("mkv", "-c:v libx264 -g 50 -pix_fmt yuv420p -c:a libopus", "avc1.", "opus")]
    [InlineData("avi", "-c:v mpeg4 -c:a mp2", "avc1.", "opus")]
    public async Task A_video_becomes_a_recording_whose_picture_and_sound_play(string extension, string codecs, string video, string audio)
    {
        var file = await MakeAsync(extension, [.. codecs.Split(' ')]);

        var (recording, job) = await _lab.UploadAsync(file);
        await _lab.RunAsync(job);

        var ready = await _lab.FindAsync(recording);
        Assert.Equal((RecordingState.Ready, "Algebra"), (ready.State, ready.Title));
        Assert.InRange(ready.DurationMilliseconds, 8_900, 9_200);
        Assert.Equal(ImportLab.HeldAt, ready.StartedAt);
        var renditions = Assert.Single(ready.Parts).Renditions;
        var picture = Assert.Single(renditions, rendition => rendition.Kind == RenditionKind.Screen);
        var sound = Assert.Single(renditions, rendition => rendition.Kind == RenditionKind.Mix);
        Assert.StartsWith(video, picture.Codecs, StringComparison.Ordinal);
        Assert.Equal((audio, 320, 180), (sound.Codecs, picture.Width, picture.Height));
        foreach (var rendition in renditions)
        {
            var stored = new StoredRendition(_lab.Store, rendition.ObjectPrefix);
            Assert.Equal("", await stored.DecodeErrorsAsync());
            Assert.Contains("#EXT-X-ENDLIST", await stored.PlaylistAsync());
            Assert.InRange((await stored.LengthsAsync()).Segments.Sum(), 8.8, 9.2);
        }

        // The flash and the beep of second 5 are still together.
        var flash = picture.StartMilliseconds / 1000.0 + await FlashAsync(picture);
        var beep = sound.StartMilliseconds / 1000.0 + Sounds.Onsets(await Sounds.DecodeAsync(await new StoredRendition(_lab.Store, sound.ObjectPrefix).AssembleAsync(_lab.Folder)))[0];
        Assert.InRange(flash - beep, -0.08, 0.08);
        // Nobody is heard before and behind the beep.
        Assert.Collection(
            sound.Silences,
            before => Assert.True(before is { StartMilliseconds: >= 0 and < 100, EndMilliseconds: > 4_900 and < 5_100 }, $"{before}"),
            behind => Assert.True(behind is { StartMilliseconds: > 5_400 and < 5_700, EndMilliseconds: > 8_800 and < 9_200 }, $"{behind}"));
        // Nothing of the upload is left, and pictures for the seek bar are asked for.
        Assert.Empty(await _lab.KeysAsync("uploads/"));
        Assert.Contains(await _lab.Jobs.ListAsync(recording, Cancel), queued => queued.Kind == JobKinds.Preview);
    }

    [Fact]
    public async Task A_film_without_sound_and_a_sound_without_picture_are_recordings_too()
    {
        var (film, filmJob) = await _lab.UploadAsync(await MakeAsync("mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-an"));
        var (sound, soundJob) = await _lab.UploadAsync(await MakeAsync("mkv", "-vn", "-c:a", "libopus"));
        await _lab.RunAsync(filmJob);
        await _lab.RunAsync(soundJob);

        Assert.Equal([RenditionKind.Screen], (await _lab.FindAsync(film)).Parts.Single().Renditions.Select(rendition => rendition.Kind));
        Assert.Equal([RenditionKind.Mix], (await _lab.FindAsync(sound)).Parts.Single().Renditions.Select(rendition => rendition.Kind));
    }

    [Fact]
    public async Task What_is_no_video_fails_with_its_reason_and_is_deleted()
    {
        var whole = await File.ReadAllBytesAsync(await MakeAsync("mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"), Cancel);
        var secret = Path.Combine(_lab.Folder, "secret.ts");
        await File.WriteAllTextAsync(secret, "not to be read", Cancel);
        (byte[] Content, string Reason)[] files =
        [
            (Encoding.UTF8.GetBytes("This is a text."), ImportFailures.Unreadable),
            // The end of an MP4 file holds its table of contents.
            (whole[..(whole.Length / 2)], ImportFailures.Unreadable),
            (new byte[1000], ImportFailures.Unreadable),
            // Playlists would have ffmpeg read what they name.
            (Encoding.UTF8.GetBytes($"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n"), ImportFailures.Unreadable),
            (Encoding.UTF8.GetBytes($"ffconcat version 1.0\nfile '{secret}'\n"), ImportFailures.Unreadable),
        ];
        foreach (var (content, reason) in files)
        {
            var path = Path.Combine(_lab.Folder, $"{Guid.NewGuid():N}.mp4");
            await File.WriteAllBytesAsync(path, content, Cancel);
            var (recording, job) = await _lab.UploadAsync(path);

            var failure = await Assert.ThrowsAsync<JobFailedException>(() => _lab.RunAsync(job));

            Assert.Equal((reason, true), (failure.Failure, failure.IsFinal));
            var failed = await _lab.FindAsync(recording);
            Assert.Equal((RecordingState.Failed, reason), (failed.State, failed.FailureReason));
            Assert.Empty(await _lab.KeysAsync("uploads/"));
            Assert.Empty(await _lab.KeysAsync($"recordings/{recording:N}/"));
        }
    }

    [Fact]
    public async Task An_attempt_that_was_killed_leaves_nothing_to_the_next_one()
    {
        var (recording, job) = await _lab.UploadAsync(await MakeAsync("mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"));
        using (var content = new MemoryStream([1]))
            await _lab.Store.PutAsync($"recordings/{recording:N}/{Guid.NewGuid():N}/{Guid.NewGuid():N}/000001.m4s", content, "video/mp4", Cancel);

        await _lab.RunAsync(job);
        await _lab.RunAsync(job);

        var ready = await _lab.FindAsync(recording);
        var known = ready.Parts.Single().Renditions.Select(rendition => rendition.ObjectPrefix).ToList();
        Assert.All(await _lab.KeysAsync($"recordings/{recording:N}/"), key => Assert.Contains(known, prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
    }

    public async ValueTask InitializeAsync() => _lab = await ImportLab.CreateAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    /// <summary>Nine seconds: black and still, but for a white flash and a beep at second 5.</summary>
    private Task<string> MakeAsync(string extension, params string[] codecs) => _lab.MakeAsync(
        extension,
        [
            "-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=9,drawbox=color=white:t=fill:enable='between(t,5,5.5)'",
            "-f", "lavfi", "-i", "aevalsrc='if(between(t,5,5.5),0.5*sin(2*PI*1000*t),0)':s=48000:d=9", .. codecs, "-shortest",
        ]);

    /// <summary>Seconds into the rendition at which its picture turns white.</summary>
    private async Task<double> FlashAsync(Rendition picture)
    {
        var file = await new StoredRendition(_lab.Store, picture.ObjectPrefix).AssembleAsync(_lab.Folder);
        var times = (await Tool.ProbeAsync(file, "frame=best_effort_timestamp_time")).Select(line => double.Parse(line.TrimEnd(','), CultureInfo.InvariantCulture)).ToList();
        var grey = await Tool.FfmpegAsync("-i", file, "-vf", "scale=1:1,format=gray", "-fps_mode", "passthrough", "-f", "rawvideo", "-");
        // The first picture is shown at the rendition's own zero; ffprobe counts from the first one decoded, which is earlier where pictures are reordered.
        return times[Array.FindIndex(grey, value => value > 128)] - times[0];
    }
}
