using System.Diagnostics;

namespace Conference.Load.Reports;

/// <summary>Where and of what the figures were taken.</summary>
internal sealed record Machine(
    string Processor, int Cores, string Kernel, IReadOnlyDictionary<string, string> Mitigations, string Runtime, string Commit, string LoadAverage, DateTimeOffset At)
{
    public static Machine Read() => new(
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown",
        Environment.ProcessorCount,
        Environment.OSVersion.VersionString,
        Directory.EnumerateFiles("/sys/devices/system/cpu/vulnerabilities").Order()
            .ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file).Trim())
            .Where(pair => pair.Value != "Not affected").ToDictionary(),
        System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        ReadCommit(),
        File.ReadAllText("/proc/loadavg").Trim(),
        DateTimeOffset.UtcNow);

    private static string ReadCommit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty", "--abbrev=10"]) { RedirectStandardOutput = true });
        return git!.StandardOutput.ReadToEnd().Trim();
    }
}
