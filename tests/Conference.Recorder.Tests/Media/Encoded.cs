using System.Globalization;
using Conference.Testing.Media;

namespace Conference.Recorder.Tests.Media;

/// <summary>Test pictures coded by the real ffmpeg, one entry per frame.</summary>
internal static class Encoded
{
    public const int FramesPerSecond = 25;

    /// <param name="codec">"VP8", "VP9", "H264" or "AV1".</param>
    /// <param name="source">lavfi source without size and rate, e.g. "testsrc2".</param>
    public static async Task<List<CodedFrame>> VideoAsync(string codec, double seconds, string size = "320x180", int keyFrameEvery = 50, string source = "testsrc2", string filter = "null", int slices = 1)
    {
        string[] encoder = codec switch
        {
            "VP8" => ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-auto-alt-ref", "0", "-f", "ivf"],
            "VP9" => ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-f", "ivf"],
            "AV1" => ["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-f", "ivf"],
            "H264" => ["-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency", "-x264-params", $"sliced-threads=0:slices={slices}", "-bsf:v", "h264_metadata=aud=insert", "-f", "h264"],
            _ => throw new ArgumentException(codec),
        };
        var output = await Tool.FfmpegAsync(
        [
            "-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"{source}{(source.Contains('=') ? ':' : '=')}size={size}:rate={FramesPerSecond}:duration={seconds}"),
            "-vf", filter, "-pix_fmt", "yuv420p", "-b:v", "400k", "-g", $"{keyFrameEvery}", "-keyint_min", $"{keyFrameEvery}", .. encoder, "-",
        ]);
        var frames = (codec == "H264" ? SplitAccessUnits(output) : Ivf.Split(output)).Select((data, index) => new CodedFrame(index, data)).ToList();
        Assert.Equal((int)Math.Round(seconds * FramesPerSecond), frames.Count);
        return frames;
    }

    /// <summary>The frames with their capture times, the first at <paramref name="start"/> (microseconds).</summary>
    public static List<(long At, byte[] Data)> Timed(List<CodedFrame> frames, long start) =>
        frames.Select(frame => (start + (frame.Index * 1_000_000 / FramesPerSecond), frame.Data)).ToList();

    private static IEnumerable<byte[]> SplitAccessUnits(byte[] stream)
    {
        var start = 0;
        for (var i = 1; i + 5 < stream.Length; i++)
        {
            // An access unit delimiter (type 9) behind a start code begins each.
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 0 && stream[i + 3] == 1 && (stream[i + 4] & 0x1F) == 9)
            {
                yield return stream[start..i];
                start = i;
            }
        }

        yield return stream[start..];
    }
}
