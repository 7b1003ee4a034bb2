using System.Text;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tests.Previews;

public sealed class PreviewJobTests : IAsyncLifetime
{
    private ImportLab _lab = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_screen_gives_its_slides_and_a_picture_for_each_moment()
    {
        // Red for 24 s, blue for 26 s, green for 10 s.
        var file = await _lab.MakeAsync(
            "mp4", "-filter_complex", "color=red:s=320x240:r=5:d=24[a];color=blue:s=320x240:r=5:d=26[b];color=lime:s=320x240:r=5:d=10[c];[a][b][c]concat=n=3", "-c:v", "libx264",
            "-pix_fmt", "yuv420p", "-g", "40");
        var (recording, import) = await _lab.UploadAsync(file);
        await _lab.RunAsync(import);

        var made = await _lab.RunAsync((await _lab.Jobs.ListAsync(recording, Cancel)).Single(job => job.Kind == JobKinds.Preview));

        Assert.Equal([24_000, 50_000], (await _lab.FindAsync(recording)).Slides);
        Assert.Equal(("text/vtt", 60_000), (made!.ContentType, made.DurationMilliseconds));
        Assert.Equal([$"{made.Prefix}/poster.jpg", $"{made.Prefix}/sprite-1.jpg", $"{made.Prefix}/sprites.vtt"], await _lab.KeysAsync(made.Prefix));
        var cues = Encoding.UTF8.GetString(await ReadAsync(made.ObjectKey));
        Assert.Contains("00:00:30.000 --> 00:00:32.000\nsprite-1.jpg#xywh=800,90,160,90\n", cues, StringComparison.Ordinal);
        var sheet = await DecodeAsync($"{made.Prefix}/sprite-1.jpg", "1600x270");
        // The picture is 4:3 and lies in the middle of its place.
        Assert.Equal(("red", "blue", "lime", "black"), (ColourAt(sheet, 80, 45), ColourAt(sheet, 880, 135), ColourAt(sheet, 1520, 225), ColourAt(sheet, 805, 135)));
        Assert.Equal("red", ColourAt(await DecodeAsync($"{made.Prefix}/poster.jpg", "320x240"), 160, 120, 320));
    }

    public async ValueTask InitializeAsync() => _lab = await ImportLab.CreateAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private async Task<byte[]> ReadAsync(string key)
    {
        await using var stored = await _lab.Store.OpenAsync(key, null, Cancel);
        using var content = new MemoryStream();
        await stored!.Content.CopyToAsync(content, Cancel);
        return content.ToArray();
    }

    private async Task<byte[]> DecodeAsync(string key, string size)
    {
        var path = Path.Combine(_lab.Folder, $"{Guid.NewGuid():N}.jpg");
        await File.WriteAllBytesAsync(path, await ReadAsync(key), Cancel);
        Assert.Equal([size.Replace('x', ',')], await Tool.ProbeAsync(path, "stream=width,height"));
        return await Tool.FfmpegAsync("-i", path, "-pix_fmt", "rgb24", "-f", "rawvideo", "-");
    }

    private static string ColourAt(byte[] pixels, int x, int y, int width = 1600)
    {
        var pixel = pixels.AsSpan(((y * width) + x) * 3, 3);
        return (pixel[0] > 128, pixel[1] > 128, pixel[2] > 128) switch
        {
            (true, false, false) => "red",
            (false, true, false) => "lime",
            (false, false, true) => "blue",
            (false, false, false) => "black",
            _ => $"{pixel[0]},{pixel[1]},{pixel[2]}",
        };
    }
}
