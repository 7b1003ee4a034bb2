using System.Reflection;

namespace Conference.FloorPlan.Tests;

/// <summary>Everything is internal except what the floor above calls.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_sfu_shows_its_control_folder_only()
    {
        var wrong = Exported("Conference.Sfu").Where(type => type.Namespace != "Conference.Sfu.Control");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Signaling_and_recorder_show_few_types()
    {
        // Twenty-odd messages are the wire contract; beyond them a handful of options and registrations is all that web calls.
        var signaling = Exported("Conference.Signaling").Where(type => type.Namespace != "Conference.Signaling.Messages");
        Assert.InRange(signaling.Count(), 1, 16);
        Assert.InRange(Exported("Conference.Recorder").Count(), 1, 16);
    }

    [Fact]
    public void A_public_interface_of_the_sfu_is_implemented_behind_it()
    {
        var sfu = Load("Conference.Sfu");
        foreach (var contract in sfu.GetExportedTypes().Where(type => type.IsInterface))
            Assert.Contains(sfu.GetTypes(), type => type.IsClass && contract.IsAssignableFrom(type));
    }

    private static IEnumerable<Type> Exported(string project) =>
        Load(project).GetExportedTypes().Where(type => type.Namespace?.StartsWith("Conference.", StringComparison.Ordinal) == true);

    private static Assembly Load(string project) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
}
