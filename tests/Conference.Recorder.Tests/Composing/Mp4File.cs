using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Conference.Recorder.Tests.Media;

namespace Conference.Recorder.Tests.Composing;

/// <summary>A composed video as a player finds it.</summary>
internal sealed class Mp4File(string path)
{
    /// <summary>codec, profile, width, height, pixel format, frame rate; codec, profile, sample rate, channels.</summary>
    public async Task<(string Video, string Audio)> StreamsAsync() => (
        (await Tool.ProbeAsync(path, "stream=codec_name,profile,width,height,pix_fmt,r_frame_rate,avg_frame_rate", "-select_streams", "v"))[0],
        (await Tool.ProbeAsync(path, "stream=codec_name,profile,sample_rate,channels", "-select_streams", "a"))[0]);

    /// <summary>Seconds: of the file, its video, its audio.</summary>
    public async Task<double[]> DurationsAsync() =>
        [.. (await Tool.ProbeAsync(path, "format=duration:stream=duration")).Select(line => double.Parse(line.TrimEnd(','), CultureInfo.InvariantCulture))];

    /// <summary>The index lies before the media: it plays before it has been downloaded.</summary>
    public async Task<bool> StartsFastAsync()
    {
        var content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var order = new List<string>();
        for (var at = 0L; at + 8 <= content.Length;)
        {
            var length = (long)BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan((int)at));
            order.Add(Encoding.ASCII.GetString(content, (int)at + 4, 4));
            if (length < 8) break;
            at += length;
        }

        return order.IndexOf("moov") < order.IndexOf("mdat") && order.Contains("mdat");
    }

    /// <summary>Red, green and blue at a place of the 1920 x 1080 picture, at that second.</summary>
    public Task<byte[]> PixelAsync(double second, int x, int y) => Tool.FfmpegAsync(
        "-ss", second.ToString(CultureInfo.InvariantCulture), "-i", path, "-frames:v", "1", "-vf", string.Create(CultureInfo.InvariantCulture, $"crop=16:16:{x - 8}:{y - 8},scale=1:1:flags=area"),
        "-pix_fmt", "rgb24", "-f", "rawvideo", "-");

    /// <summary>The name of that colour.</summary>
    public async Task<string> ColourAsync(double second, int x, int y)
    {
        var pixel = await PixelAsync(second, x, y);
        return (pixel[0] > 130, pixel[1] > 80, pixel[2] > 130) switch
        {
            (true, false, false) => "red",
            (false, true, false) => "green",
            (false, false, true) => "blue",
            (true, true, true) => "white",
            (false, false, false) => "dark",
            _ => $"{pixel[0]},{pixel[1]},{pixel[2]}",
        };
    }

    /// <summary>Seconds at which the picture as a whole turns from dark to bright.</summary>
    public async Task<List<double>> FlashesAsync()
    {
        var pixels = await Tool.FfmpegAsync("-i", path, "-vf", "scale=1:1:flags=area", "-vsync", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-");
        var times = await Tool.ProbeAsync(path, "packet=pts_time", "-select_streams", "v");
        Assert.Equal(times.Length, pixels.Length);
        var flashes = new List<double>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] > 128 && (i == 0 || pixels[i - 1] <= 128)) flashes.Add(double.Parse(times[i].TrimEnd(','), CultureInfo.InvariantCulture));
        }

        return flashes;
    }

    public Task<float[]> SoundAsync() => Sounds.DecodeAsync(path);

    public Task<string> DecodeErrorsAsync() => Tool.DecodeErrorsAsync(path);
}
