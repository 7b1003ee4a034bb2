using System.Diagnostics;
using System.Globalization;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Hls;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

/// <summary>The mixes of all Parts -> one AAC-LC track of 48 kHz, stereo, as long as the video to the sample; silence where there is no mix.</summary>
internal sealed class SoundEncoder(IObjectStore store, string ffmpegPath, string folder, ILogger logger)
{
    /// <returns>The path of an MP4 file with that track, in the folder.</returns>
    /// <exception cref="FfmpegException">The sound could not be encoded.</exception>
    public async Task<string> EncodeAsync(IEnumerable<Rendition> mixes, IReadOnlyList<KeptSpan> kept, CancellationToken cancellationToken)
    {
        var inputs = new List<(string Path, long StartMilliseconds)>();
        foreach (var mix in mixes)
        {
            // A restarted packager is another decoder configuration, and another file here.
            foreach (var piece in (await StoredPlaylist.ReadAsync(store, mix.ObjectPrefix, cancellationToken)).GroupBy(segment => segment.InitializationUri))
            {
                var path = Path.Combine(folder, $"mix-{inputs.Count}");
                if (await Segments.FetchAsync(store, mix.ObjectPrefix, [.. piece], 0, long.MaxValue, path, cancellationToken)) inputs.Add((path, mix.StartMilliseconds));
            }
        }

        var output = Path.Combine(folder, "sound.mp4");
        await using var ffmpeg = FfmpegProcess.Start(ffmpegPath, Arguments(inputs, kept, output), logger, priority: ProcessPriorityClass.Idle);
        await ffmpeg.WaitAsync(cancellationToken);
        foreach (var (path, _) in inputs) File.Delete(path);
        return output;
    }

    private static string[] Arguments(List<(string Path, long StartMilliseconds)> inputs, IReadOnlyList<KeptSpan> kept, string output) =>
    [
        "-loglevel", "error", "-y", .. inputs.SelectMany(input => (string[])["-copyts", "-i", input.Path]), "-filter_complex", Graph(inputs, kept), "-map", "[out]",
        "-c:a", "aac", "-b:a", "128k", output,
    ];

    private static string Graph(List<(string Path, long StartMilliseconds)> inputs, IReadOnlyList<KeptSpan> kept)
    {
        const string format = "aformat=sample_rates=48000:channel_layouts=stereo";
        // Silence of any length below all, so that a recording without sound, or with holes between its Parts, is no special case.
        var graph = $"anullsrc=r=48000:cl=stereo,{format},atrim=end={Seconds(kept[^1].To)}[silence];";
        for (var i = 0; i < inputs.Count; i++)
            graph += $"[{i}:a]asetpts=PTS+({Seconds(inputs[i].StartMilliseconds)})/TB,aresample=48000:async=1:first_pts=0,{format}[mix{i}];";
        graph += "[silence]" + string.Concat(inputs.Select((_, i) => $"[mix{i}]")) + $"amix=inputs={inputs.Count + 1}:duration=first:normalize=0,asplit={kept.Count}"
            + string.Concat(kept.Select((_, i) => $"[all{i}]")) + ";";
        for (var i = 0; i < kept.Count; i++) graph += $"[all{i}]atrim=start={Seconds(kept[i].From)}:end={Seconds(kept[i].To)},asetpts=PTS-STARTPTS[kept{i}];";
        return graph + string.Concat(kept.Select((_, i) => $"[kept{i}]")) + $"concat=n={kept.Count}:v=0:a=1[out]";
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
}
