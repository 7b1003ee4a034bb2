using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Conference.Testing.Media;

/// <summary>A recorded voice or mix as 48 kHz mono samples, with the presentation time of the first.</summary>
public sealed class RecordedAudio
{
    public const int SampleRate = 48000;

    private readonly float[] _samples;
    private readonly double _start;

    private RecordedAudio(float[] samples, double start)
    {
        _samples = samples;
        _start = start;
    }

    /// <summary>Seconds.</summary>
    public double Duration => (double)_samples.Length / SampleRate;

    /// <summary>Presentation time of the first sample, in seconds.</summary>
    public double Start => _start;

    public static async Task<RecordedAudio> ReadAsync(string source, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var bytes = await Ffmpeg.ReadAsync("ffmpeg",
            [.. options, "-i", source, "-map", "0:a:0", "-ac", "1", "-ar", $"{SampleRate}", "-f", "f32le", "pipe:1"], cancellationToken);
        var first = Encoding.ASCII.GetString(await Ffmpeg.ReadAsync("ffprobe",
            [.. options, "-select_streams", "a:0", "-read_intervals", "%+#1", "-show_entries", "packet=pts_time", "-of", "csv=p=0", source], cancellationToken));
        var start = double.Parse(first.Split(['\n', ',', '\r'], StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        return new RecordedAudio(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), start);
    }

    /// <summary>The share of the energy that lies at this frequency (Goertzel over 50 ms windows), 0 to 1, of the loudest tenth of the recording.</summary>
    public double Share(int frequency)
    {
        var windows = Windows(frequency).OrderByDescending(window => window.Energy).ToList();
        var loudest = windows.Take(Math.Max(1, windows.Count / 10)).ToList();
        var energy = loudest.Sum(window => window.Energy);
        return energy <= 0 ? 0 : loudest.Sum(window => window.Tone) / energy;
    }

    /// <summary>
    /// The share that this frequency has of all that sounds where it sounds strongest (a fiftieth of the recording), 0 to 1: also of a voice that is seldom the
    /// loudest, or never speaks alone.
    /// </summary>
    public double Presence(int frequency)
    {
        var windows = Windows(frequency).OrderByDescending(window => window.Tone).ToList();
        var strongest = windows.Take(Math.Max(1, windows.Count / 50)).ToList();
        var energy = strongest.Sum(window => window.Energy);
        return energy <= 0 ? 0 : strongest.Sum(window => window.Tone) / energy;
    }

    /// <summary>Where each burst of this frequency begins, in seconds: 2 ms steps, at least half a second apart.</summary>
    public IReadOnlyList<double> Beeps(int frequency)
    {
        const int window = SampleRate / 100, step = SampleRate / 500;
        var tones = new List<double>();
        for (var at = 0; at + window <= _samples.Length; at += step) tones.Add(Goertzel(_samples.AsSpan(at, window), frequency));
        if (tones.Count == 0) return [];
        var threshold = tones.Max() / 8;
        var beeps = new List<double>();
        for (var i = 1; i < tones.Count; i++)
        {
            if (tones[i - 1] >= threshold || tones[i] < threshold) continue;
            // The window first holds an eighth of the burst's energy when about a third of it overlaps the burst.
            var time = _start + ((double)((i * step) + (window * 2 / 3)) / SampleRate);
            if (beeps.Count == 0 || time - beeps[^1] > 0.5) beeps.Add(time);
        }
        return beeps;
    }

    private IEnumerable<(double Energy, double Tone)> Windows(int frequency)
    {
        const int window = SampleRate / 20;
        for (var at = 0; at + window <= _samples.Length; at += window)
        {
            var samples = _samples.AsSpan(at, window);
            var energy = 0.0;
            foreach (var sample in samples) energy += sample * sample;
            yield return (energy, Goertzel(samples, frequency));
        }
    }

    /// <summary>The energy that a sine of this frequency has in the window; equals the window's energy when nothing else sounds.</summary>
    private static double Goertzel(ReadOnlySpan<float> samples, int frequency)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * frequency / SampleRate);
        double before = 0, last = 0;
        foreach (var sample in samples)
        {
            var next = sample + (coefficient * last) - before;
            before = last;
            last = next;
        }
        return ((before * before) + (last * last) - (coefficient * before * last)) * 2 / samples.Length;
    }
}
