using System.Reflection;
using System.Runtime.CompilerServices;

namespace Conference.EndToEnd.Tests;

/// <summary>Where this checkout and what was built from it lie.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Configuration { get; } =
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Configuration").Value!;

    /// <summary>A git-ignored folder for measured figures, screenshots and logs.</summary>
    public static string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "tests")).FullName;

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Conference.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
