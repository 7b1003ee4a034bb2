using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Instruments;

/// <summary>Before a lecture is judged by them: do the test picture and the tone survive what a lecture does to them?</summary>
public sealed class RecordedMediaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-instruments-").FullName;

    [Fact]
    public async Task The_counter_is_read_from_a_picture_coded_at_300_kilobits()
    {
        var ct = TestContext.Current.CancellationToken;
        var devices = await FakeDevices.MakeAsync(_folder, sender: 5, tone: 660, ct);
        var coded = Path.Combine(_folder, "coded.webm");
        await Ffmpeg.RunAsync(
            ["-framerate", "25", "-i", devices.Camera, "-t", "4", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k", coded], null, ct);
        var video = await RecordedVideo.ReadAsync(coded, [], ct);
        Assert.Equal(100, video.Frames.Count);
        Assert.All(video.Frames.Select((frame, i) => (frame, i)), entry =>
        {
            Assert.Equal(5, entry.frame.Reading?.Sender);
            Assert.Equal(entry.i, entry.frame.Reading?.Counter);
        });
        Assert.Equal([2.0], video.Flashes.Select(flash => Math.Round(flash, 2)));
    }

    [Fact]
    public async Task A_tone_is_told_from_another_and_its_beginning_is_found_to_5_milliseconds()
    {
        var ct = TestContext.Current.CancellationToken;
        var beeps = Path.Combine(_folder, "beeps.ogg");
        await Ffmpeg.RunAsync(
            ["-f", "lavfi", "-i", "sine=frequency=880:sample_rate=48000:duration=7", "-af", "volume='if(lt(mod(t-0.5,2),0.12)*gte(t,0.5),1,0)':eval=frame",
             "-c:a", "libopus", "-frame_duration", "10", beeps], null, ct);
        var audio = await RecordedAudio.ReadAsync(beeps, [], ct);
        Assert.True(audio.Share(880) > 0.8, $"share of 880 Hz: {audio.Share(880)}");
        Assert.True(audio.Share(440) < 0.1, $"share of 440 Hz: {audio.Share(440)}");
        // ffmpeg switches the volume at its own frames (1024 samples), which is the tolerance here; the detector itself is finer.
        Assert.Equal([0.5, 2.5, 4.5, 6.5], audio.Beeps(880).Select(beep => Math.Round(beep, 1)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
