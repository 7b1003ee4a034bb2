using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>The counts of a matrix as a page for <c>bench/results</c>.</summary>
internal static class CrashReport
{
    public static string Write(IReadOnlyCollection<CrashResult> results, int seed, int first, TimeSpan took)
    {
        var rows = results.GroupBy(result => result.Fault).OrderBy(group => group.Key).Select(group =>
            string.Create(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {group.Count(r => r.Trouble is not null)} | {group.Count(r => r.Lost > 0)} | {Median(group)} | {group.Max(r => r.Lost)} | {group.Max(r => r.LostPictures)} / {group.Max(r => r.LostVoice)} / {group.Max(r => r.LostMix)} |"));
        return $"""
            # Crash matrix

            `kill -9` of the recording server, of its FFmpeg, of the S3 server (Ceph radosgw) and of PostgreSQL at random moments of a recording (a camera and a voice of some seconds, in
            real time, through the real recorder, FFmpeg, S3 server and PostgreSQL), then the restart. Every rendition of the completed recording is decoded; frames are counted by their own
            bytes, the voice in the mix by its sound.

            - command: `tests/run.sh --long` (`CRASH_SEED={seed} CRASH_FIRST={first} CRASH_RUNS={results.Count}`)
            - commit: {Commit()}
            - machine: {Environment.ProcessorCount} cores, {Processor()}, {RuntimeInformation.OSDescription}; .NET {Environment.Version}
            - took {took.TotalMinutes.ToString("F0", CultureInfo.InvariantCulture)} min

            | killed | runs | unplayable | with a loss | median loss, ms | greatest loss, ms | of pictures / voice / mix, ms |
            |---|---|---|---|---|---|---|
            {string.Join('\n', rows)}

            runs: {results.Count}
            unplayable: {results.Count(result => result.Trouble is not null)}

            """;
    }

    private static int Median(IEnumerable<CrashResult> results)
    {
        var sorted = results.Select(result => result.Lost).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", "rev-parse --short HEAD") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true });
        return git?.StandardOutput.ReadToEnd().Trim() ?? "unknown";
    }
}
