using System.Reflection;
using System.Xml.Linq;

namespace Conference.FloorPlan.Tests;

/// <summary>Lower floors never see higher ones, and neighbours of a floor never see each other.</summary>
public sealed class ProjectEdgeTests
{
    private static readonly Dictionary<string, string[]> Edges = new()
    {
        ["Conference.Rtc"] = [],
        ["Conference.Rooms"] = [],
        ["Conference.Sfu"] = ["Conference.Rtc"],
        ["Conference.Signaling"] = ["Conference.Rooms", "Conference.Sfu"],
        ["Conference.Recorder"] = ["Conference.Rooms", "Conference.Sfu"],
        ["Conference.Web"] = ["Conference.Recorder", "Conference.Signaling"],
    };

    public static TheoryData<string> Products => [.. Edges.Keys];

    [Theory, MemberData(nameof(Products))]
    public void A_product_project_refers_to_its_own_floor_plan_neighbours_only(string project)
    {
        var file = Checkout.Files.Single(file => file.EndsWith($"/{project}.csproj", StringComparison.Ordinal));
        Assert.Equal(Edges[project], References(file).Order());
    }

    [Fact]
    public void Every_product_project_is_on_the_floor_plan()
    {
        string[] folders = ["sfu/", "signaling/", "recorder/", "web/"];
        var found = Checkout.Files
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Select(file => Path.GetFileNameWithoutExtension(file));
        Assert.Equal(Edges.Keys.Order(), found.Order());
    }

    [Fact]
    public void Nothing_in_the_product_refers_to_a_test_or_a_benchmark()
    {
        foreach (var file in Checkout.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            if (file.StartsWith("tests/", StringComparison.Ordinal) || file.StartsWith("bench/", StringComparison.Ordinal)) continue;
            Assert.All(References(file), reference => Assert.Contains(reference, Edges.Keys));
        }
    }

    [Theory, MemberData(nameof(Products))]
    public void An_assembly_sees_no_product_assembly_beyond_its_floors_below(string project)
    {
        var seen = Load(project).GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Conference.", StringComparison.Ordinal));
        Assert.Subset(Below(project).ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public void Rtc_refers_to_the_base_class_library_only()
    {
        var foreign = Load("Conference.Rtc").GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));
        Assert.Empty(foreign);
    }

    private static Assembly Load(string project) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, project + ".dll"));

    private static IEnumerable<string> Below(string project) => Edges[project].SelectMany(Below).Concat(Edges[project]);

    private static List<string> References(string projectFile) =>
        [.. XDocument.Parse(Checkout.Read(projectFile)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];
}
