using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>
/// The counts of a matrix as a page for <c>bench/results</c>, written anew after each run. Beside it are the runs, one a line, and those that are there already count too: a
/// matrix can be made in pieces.
/// </summary>
internal sealed class CrashReport
{
    private readonly string? _path;
    private readonly int _seed;
    private readonly Lock _lock = new();
    private readonly List<CrashResult> _results = [];

    /// <param name="path">Null: nothing is written.</param>
    public CrashReport(string? path, int seed)
    {
        (_path, _seed) = (path, seed);
        if (path is not null && File.Exists(Lines(path))) _results.AddRange(File.ReadLines(Lines(path)).Select(line => JsonSerializer.Deserialize<CrashResult>(line)!));
    }

    public void Add(CrashResult result)
    {
        lock (_lock)
        {
            _results.Add(result);
            if (_path is null) return;
            File.AppendAllText(Lines(_path), JsonSerializer.Serialize(result) + "\n");
            File.WriteAllText(_path, ToString());
        }
    }

    public override string ToString()
    {
        var rows = _results.GroupBy(result => result.Fault).OrderBy(group => group.Key).Select(group =>
            string.Create(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {group.Count(r => r.Trouble is not null)} | {group.Count(r => r.Lost > 0)} | {group.Sum(r => r.Lost)} | {Median(group.Select(r => (double)r.Lost))} | {group.Max(r => r.Lost)} | {group.Max(r => r.LostPictures)} / {group.Max(r => r.LostVoice)} / {group.Max(r => r.LostMix)} |"));
        return $"""
            # Crash matrix

            `kill -9` of the recording server, of its FFmpeg, of the S3 server (Ceph radosgw) and of PostgreSQL at random moments of a recording (a camera and a voice of some seconds, in
            real time, through the real recorder, FFmpeg, S3 server and PostgreSQL), then the restart. Every rendition of the completed recording is decoded; frames are counted by their own
            bytes, the voice in the mix by its sound. Lost is what was received and is not in the recording; of pictures, voice and mix the one that lost most counts.

            - command: `tests/run.sh --long` (`CRASH_SEED={_seed}`, runs {_results.Min(r => r.Run)} to {_results.Max(r => r.Run)})
            - commit: {Commit()}
            - machine: {Environment.ProcessorCount} cores, {Processor()}, {RuntimeInformation.OSDescription}; .NET {Environment.Version}
            - a run takes {Median(_results.Select(r => r.Seconds)).ToString("F0", CultureInfo.InvariantCulture)} s (median), several go on at the same time

            | killed | runs | unplayable | with a loss | sum of losses, ms | median, ms | worst, ms | worst of pictures / voice / mix, ms |
            |---|---|---|---|---|---|---|---|
            {string.Join('\n', rows)}

            runs: {_results.Count}
            unplayable: {_results.Count(result => result.Trouble is not null)}

            """;
    }

    private static string Lines(string path) => Path.ChangeExtension(path, ".jsonl");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", "describe --always --dirty") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true });
        return git?.StandardOutput.ReadToEnd().Trim() ?? "unknown";
    }
}
