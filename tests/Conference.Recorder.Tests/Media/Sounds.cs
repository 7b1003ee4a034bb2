using Conference.Recorder.Audio;

namespace Conference.Recorder.Tests.Media;

/// <summary>Sounds as Opus packets of 20 ms, and what a listener finds in decoded ones.</summary>
internal static class Sounds
{
    public const int Rate = 48_000;

    /// <summary>Opus frames whose sound at time t (seconds from the first sample) is <paramref name="wave"/>, with capture times from <paramref name="start"/> on.</summary>
    public static List<(long At, byte[] Data)> Encode(double seconds, long start, Func<double, double> wave)
    {
        using var encoder = new OpusEncoder();
        var frames = new List<(long, byte[])>();
        var pcm = new float[OpusEncoder.FrameSamples * 2];
        var packet = new byte[1500];
        for (var frame = 0; frame < seconds * 50; frame++)
        {
            for (var i = 0; i < OpusEncoder.FrameSamples; i++)
            {
                // The encoder's own delay is part of what a browser compensates.
                var sample = (long)frame * OpusEncoder.FrameSamples + i + encoder.Lookahead;
                pcm[i * 2] = pcm[(i * 2) + 1] = (float)wave(sample / (double)Rate);
            }

            var length = encoder.Encode(pcm, packet);
            frames.Add((start + (frame * 20_000L), packet[..length]));
        }

        return frames;
    }

    public static Func<double, double> Tone(double frequency, double amplitude = 0.3) => t => amplitude * Math.Sin(2 * Math.PI * frequency * t);

    /// <summary>A 1 kHz beep during the first 120 ms of every second.</summary>
    public static double Beeps(double t) => t % 1 < 0.12 ? 0.5 * Math.Sin(2 * Math.PI * 1000 * t) : 0;

    /// <summary>Decodes a file's left channel to floats at 48 kHz.</summary>
    public static async Task<float[]> DecodeAsync(string file)
    {
        var bytes = await Tool.FfmpegAsync("-i", file, "-af", "pan=mono|c0=c0", "-ar", "48000", "-f", "f32le", "-");
        var samples = new float[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, samples, 0, samples.Length * 4);
        return samples;
    }

    /// <summary>Mean amplitude of one frequency in a stretch: taken over 10 ms at a time, which does not mind a 1 % correction of the pitch.</summary>
    public static double Amplitude(float[] samples, double fromSeconds, double toSeconds, double frequency)
    {
        const int window = Rate / 100;
        var (sum, windows) = (0.0, 0);
        for (var start = (int)(fromSeconds * Rate); start + window <= Math.Min(samples.Length, (int)(toSeconds * Rate)); start += window, windows++)
        {
            double re = 0, im = 0;
            for (var i = 0; i < window; i++)
            {
                var angle = 2 * Math.PI * frequency * i / Rate;
                re += samples[start + i] * Math.Cos(angle);
                im += samples[start + i] * Math.Sin(angle);
            }

            sum += 2 * Math.Sqrt((re * re) + (im * im)) / window;
        }

        return sum / windows;
    }

    /// <summary>Seconds at which a silence of 300 ms or more ends.</summary>
    public static List<double> Onsets(float[] samples)
    {
        var onsets = new List<double>();
        var quiet = Rate;
        for (var i = 0; i < samples.Length; i++)
        {
            if (Math.Abs(samples[i]) < 0.1)
            {
                quiet++;
                continue;
            }

            if (quiet > Rate * 0.3) onsets.Add(i / (double)Rate);
            quiet = 0;
        }

        return onsets;
    }
}
