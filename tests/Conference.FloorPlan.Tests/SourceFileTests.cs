using System.Text.RegularExpressions;

namespace Conference.FloorPlan.Tests;

public sealed partial class SourceFileTests
{
    private static readonly string[] ProductFolders =
    [
        "sfu/Conference.Rtc", "sfu/Conference.Sfu", "signaling/Conference.Rooms", "signaling/Conference.Signaling",
        "recorder/Conference.Recorder", "web/Conference.Web",
    ];

    public static TheoryData<string> Products => [.. ProductFolders];

    [Theory, MemberData(nameof(Products))]
    public void A_namespace_is_the_folder_it_lies_in(string project)
    {
        var wrong = new List<string>();
        foreach (var file in Checkout.Sources(project))
        {
            var declared = NamespaceLine().Match(Checkout.Read(file));
            if (!declared.Success) continue; // top-level statements and assembly attributes
            var folder = Path.GetDirectoryName(file)!;
            var expected = Path.GetFileName(project) + folder[project.Length..].Replace('/', '.');
            if (declared.Groups[1].Value != expected) wrong.Add($"{file}: {declared.Groups[1].Value}, expected {expected}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_file_holds_one_type()
    {
        var wrong = Checkout.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => TopLevelType().Count(Checkout.Read(file)) > 1);
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_type_lies_in_the_file_of_its_name()
    {
        var wrong = new List<string>();
        foreach (var file in ProductFolders.SelectMany(Checkout.Sources))
        {
            var type = TopLevelType().Match(Checkout.Read(file));
            if (!type.Success) continue;
            var stem = Path.GetFileName(file).Split('.')[0];
            // Migrations carry their number in front of the name, so that the folder shows their order.
            if (stem != type.Groups["name"].Value && !stem.EndsWith("_" + type.Groups["name"].Value, StringComparison.Ordinal))
                wrong.Add($"{file}: {type.Groups["name"].Value}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_source_file_is_longer_than_600_lines()
    {
        string[] code = [".cs", ".ts", ".tsx", ".css", ".sh"];
        var wrong = Checkout.Files.Where(file => code.Contains(Path.GetExtension(file)) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (file, lines: Checkout.Read(file).Count(c => c == '\n')))
            .Where(entry => entry.lines > 600).Select(entry => $"{entry.file}: {entry.lines}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_source_file_hides_code_in_regions()
    {
        var wrong = Checkout.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).Where(file => Region().IsMatch(Checkout.Read(file)));
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    /// <summary>A type declared at the margin: nested types are indented, so they do not count.</summary>
    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|readonly|ref|partial|unsafe) +)*(?:class|struct|interface|enum|record(?: +(?:class|struct))?|delegate +[\w<>?\[\]., ]+?) +(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^\s*#region", RegexOptions.Multiline)]
    private static partial Regex Region();
}
