using Conference.Recorder.Audio;
using Conference.Testing.Media;

namespace Conference.Load.Recordings;

/// <summary>
/// Some seconds of a lecture, as its browsers would send them, to be sent over and over: a camera of 720p at 30 frames a second, a screen of 1080p at 10, three voices. VP9 and
/// Opus; all begin anew without the end before.
/// </summary>
internal sealed record LectureMedia(IReadOnlyList<byte[]> Camera, IReadOnlyList<byte[]> Screen, IReadOnlyList<IReadOnlyList<byte[]>> Voices)
{
    public const int CameraRate = 30, ScreenRate = 10, VoiceRate = 50;

    private const int Seconds = 8, Voiced = 3;

    public static async Task<LectureMedia> EncodeAsync(CancellationToken cancellationToken) => new(
        await EncodeAsync($"testsrc2=size=1280x720:rate={CameraRate},noise=alls=6:allf=t", "1200k", keyFrameEvery: 4 * CameraRate, cancellationToken),
        await EncodeAsync($"testsrc2=size=1920x1080:rate={ScreenRate}", "800k", keyFrameEvery: Seconds * ScreenRate, cancellationToken),
        [.. Enumerable.Range(0, Voiced).Select(voice => EncodeVoice(110 * (voice + 2)))]);

    public static LectureMedia Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return new LectureMedia(Read(reader), Read(reader), [.. Enumerable.Range(0, Voiced).Select(_ => Read(reader))]);
    }

    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        foreach (var frames in (IReadOnlyList<byte[]>[])[Camera, Screen, .. Voices])
        {
            writer.Write(frames.Count);
            foreach (var frame in frames)
            {
                writer.Write(frame.Length);
                writer.Write(frame);
            }
        }
    }

    private static List<byte[]> Read(BinaryReader reader)
    {
        var frames = new List<byte[]>();
        for (var left = reader.ReadInt32(); left > 0; left--) frames.Add(reader.ReadBytes(reader.ReadInt32()));
        return frames;
    }

    private static async Task<IReadOnlyList<byte[]>> EncodeAsync(string source, string bitrate, int keyFrameEvery, CancellationToken cancellationToken) => Ivf.Split(await Ffmpeg.ReadAsync(
        "ffmpeg",
        [
            "-f", "lavfi", "-t", $"{Seconds}", "-i", source, "-pix_fmt", "yuv420p", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0",
            "-b:v", bitrate, "-g", $"{keyFrameEvery}", "-keyint_min", $"{keyFrameEvery}", "-f", "ivf", "-",
        ],
        cancellationToken)).ToList();

    /// <summary>Syllables of a tone, without a pause: nobody ever is silent.</summary>
    private static List<byte[]> EncodeVoice(double frequency)
    {
        using var encoder = new OpusEncoder();
        var frames = new List<byte[]>();
        var pcm = new float[OpusEncoder.FrameSamples * OpusEncoder.Channels];
        var packet = new byte[1500];
        for (var frame = 0; frame < Seconds * VoiceRate; frame++)
        {
            for (var i = 0; i < OpusEncoder.FrameSamples; i++)
            {
                var t = ((frame * OpusEncoder.FrameSamples) + i) / 48_000.0;
                pcm[i * 2] = pcm[(i * 2) + 1] = (float)(0.2 * (1 + Math.Sin(2 * Math.PI * 3 * t)) * Math.Sin(2 * Math.PI * frequency * t));
            }

            frames.Add(packet[..encoder.Encode(pcm, packet)]);
        }

        return frames;
    }
}
