using System.Security.Cryptography;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>Whether a completed recording can be played, and what it lacks of what was received.</summary>
internal sealed class CrashCheck(CrashSource source, IObjectStore store, string folder)
{
    private const int PictureMilliseconds = 1000 / Encoded.FramesPerSecond;
    private const int SoundMilliseconds = 1000 / CrashSource.SoundsPerSecond;

    /// <param name="received">Of every process that received something, in order: its first picture, and how many pictures and sounds came.</param>
    public async Task<CrashResult> CheckAsync(int run, Fault fault, int moment, Recording recording, List<(int From, int Pictures, int Sounds)> received)
    {
        var (pictures, sounds, mixLost) = (new HashSet<int>(), new HashSet<int>(), 0);
        var faults = new List<string>();
        foreach (var part in recording.Parts)
        {
            var files = new Dictionary<RenditionKind, (Rendition Rendition, string File)>();
            foreach (var rendition in part.Renditions)
            {
                var stored = new StoredRendition(store, rendition.ObjectPrefix);
                if ((await stored.PlaylistAsync())[^1] != "#EXT-X-ENDLIST") faults.Add($"the playlist of {rendition.Kind} of Part {part.Number} is not complete");
                var file = await stored.AssembleAsync(folder);
                var errors = await Tool.DecodeErrorsAsync(file);
                if (errors.Length > 0) faults.Add($"{rendition.Kind} of Part {part.Number}: {errors.ReplaceLineEndings(" ")}");
                files[rendition.Kind] = (rendition, file);
            }

            if (files.TryGetValue(RenditionKind.Camera, out var camera)) pictures.UnionWith(await FramesAsync(camera.File, source.Pictures));
            if (!files.TryGetValue(RenditionKind.Voice, out var voice)) continue;
            sounds.UnionWith(await FramesAsync(voice.File, source.Sounds));
            if (files.TryGetValue(RenditionKind.Mix, out var mix)) mixLost += await UnheardAsync(mix, voice);
            else faults.Add($"Part {part.Number} has no mix");
        }

        return new CrashResult(
            run, fault, moment, faults.Count > 0 ? string.Join("; ", faults) : null,
            received.Sum(r => Enumerable.Range(r.From, r.Pictures).Count(index => !pictures.Contains(index))) * PictureMilliseconds,
            received.Sum(r => Enumerable.Range(r.From * CrashSource.SoundsPerSecond / Encoded.FramesPerSecond, r.Sounds).Count(index => !sounds.Contains(index))) * SoundMilliseconds,
            mixLost);
    }

    /// <summary>Which of the source's frames are in a file.</summary>
    private static async Task<IEnumerable<int>> FramesAsync(string file, IReadOnlyList<byte[]> frames)
    {
        var numbers = new Dictionary<string, int>();
        for (var i = 0; i < frames.Count; i++) numbers[Convert.ToHexStringLower(SHA256.HashData(frames[i]))] = i;
        var packets = await Tool.ProbeAsync(file, "packet=data_hash", "-show_packets", "-show_data_hash", "sha256");
        return packets.Select(packet => packet.Split(':', ',')[^1]).Where(numbers.ContainsKey).Select(hash => numbers[hash]);
    }

    /// <summary>Milliseconds of the voice's rendition in which the mix is silent. The tone goes on from the voice's first frame to its last.</summary>
    private static async Task<int> UnheardAsync((Rendition Rendition, string File) mix, (Rendition Rendition, string File) voice)
    {
        var (there, told) = (await Sounds.DecodeAsync(mix.File), await Sounds.DecodeAsync(voice.File));
        var shift = (voice.Rendition.StartMilliseconds - mix.Rendition.StartMilliseconds) * Sounds.Rate / 1000;
        const int window = Sounds.Rate / CrashSource.SoundsPerSecond;
        var silent = 0;
        // A fade of 5 ms at a seam is no loss, and the first and last frame are half a window off.
        for (var at = window; at + (2 * window) <= told.Length; at += window)
        {
            if (Loudness(told, at) > 0.15 && Loudness(there, at + shift) < 0.1) silent++;
        }

        return silent * SoundMilliseconds;

        static double Loudness(float[] samples, long from)
        {
            var sum = 0.0;
            for (var i = from; i < from + window; i++) sum += i >= 0 && i < samples.Length ? samples[i] * samples[i] : 0;
            return Math.Sqrt(sum / window);
        }
    }
}
