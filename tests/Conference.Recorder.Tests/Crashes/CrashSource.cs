using Conference.Recorder.Tests.Media;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>
/// What is sent in every run: pictures and a rising tone, no two frames of which are equal. A coded frame is its own counter, since recording changes none of its bytes.
/// </summary>
internal sealed record CrashSource(IReadOnlyList<byte[]> Pictures, IReadOnlyList<byte[]> Sounds)
{
    public const int SoundsPerSecond = 50;

    /// <summary>Pictures from one key frame to the next: where a publisher that comes back may begin.</summary>
    public const int KeyFrameEvery = Encoded.FramesPerSecond;

    public static async Task<CrashSource> EncodeAsync(int seconds)
    {
        var pictures = await Encoded.VideoAsync("VP9", seconds, keyFrameEvery: KeyFrameEvery);
        var sounds = Media.Sounds.Encode(seconds, 0, t => 0.3 * Math.Sin(2 * Math.PI * (300 + (20 * t)) * t));
        return new CrashSource([.. pictures.Select(frame => frame.Data)], [.. sounds.Select(frame => frame.Data)]);
    }

    public static CrashSource Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return new CrashSource(Read(reader), Read(reader));
    }

    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        foreach (var frames in (IReadOnlyList<byte[]>[])[Pictures, Sounds])
        {
            writer.Write(frames.Count);
            foreach (var frame in frames)
            {
                writer.Write(frame.Length);
                writer.Write(frame);
            }
        }
    }

    /// <summary>The frames from a picture on, up to another one, with their capture times.</summary>
    /// <param name="start">Microseconds: when the first is captured.</param>
    public (List<(long At, byte[] Data)> Pictures, List<(long At, byte[] Data)> Sounds) Between(int from, int to, long start)
    {
        const int soundsPerPicture = SoundsPerSecond / Encoded.FramesPerSecond;
        return (Timed(Pictures, from, to, 1_000_000 / Encoded.FramesPerSecond), Timed(Sounds, from * soundsPerPicture, to * soundsPerPicture, 1_000_000 / SoundsPerSecond));

        List<(long, byte[])> Timed(IReadOnlyList<byte[]> frames, int first, int end, long step) =>
            [.. Enumerable.Range(first, end - first).Select(index => (start + ((index - first) * step), frames[index]))];
    }

    private static List<byte[]> Read(BinaryReader reader)
    {
        var frames = new List<byte[]>();
        for (var left = reader.ReadInt32(); left > 0; left--) frames.Add(reader.ReadBytes(reader.ReadInt32()));
        return frames;
    }
}
