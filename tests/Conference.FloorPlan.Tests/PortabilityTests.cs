using System.Text.RegularExpressions;

namespace Conference.FloorPlan.Tests;

/// <summary>A clone builds on any machine: no tracked file names a registry's host or a folder of one machine.</summary>
public sealed partial class PortabilityTests
{
    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".woff2", ".pcap", ".bin", ".ivf", ".ogg", ".webm", ".mp4", ".wav"];

    [Fact]
    public void No_tracked_file_names_a_package_registry()
    {
        Assert.Empty(FilesMatching(RegistryHost()));
    }

    [Fact]
    public void No_tracked_file_names_a_home_folder()
    {
        Assert.Empty(FilesMatching(HomeFolder()));
    }

    [Fact]
    public void No_tracked_file_is_larger_than_a_megabyte()
    {
        Assert.DoesNotContain(Checkout.Files, file => new FileInfo(Path.Combine(Checkout.Root, file)).Length > 1024 * 1024);
    }

    private static IEnumerable<string> FilesMatching(Regex forbidden) =>
        Checkout.Files.Where(file => !Binary.Contains(Path.GetExtension(file))).Where(file => forbidden.IsMatch(Checkout.Read(file)));

    [GeneratedRegex(@"https?://[a-z0-9.-]*(nuget|npmjs|debian|ubuntu)\.[a-z]+")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"(^|[\s""'=:])/(root|home|work)/[a-z.]", RegexOptions.Multiline)]
    private static partial Regex HomeFolder();
}
