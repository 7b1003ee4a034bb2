using Conference.Recorder.Packaging;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>Who may take whose leases over.</summary>
public sealed class SpoolLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-lock-").FullName;

    [Fact]
    public void Two_processes_never_work_in_one_spool()
    {
        using var first = SpoolLock.Take(_folder, "lecture-hall");

        var refusal = Assert.Throws<InvalidOperationException>(() => SpoolLock.Take(_folder, "lecture-hall"));

        Assert.StartsWith($"Recorder settings: {nameof(RecorderOptions.SpoolFolder)}: another recorder works in '{_folder}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_follows_in_a_spool_knows_all_that_may_still_hold_leases()
    {
        var owners = new List<string>();
        for (var start = 0; start < 3; start++)
        {
            using var taken = SpoolLock.Take(_folder, "lecture-hall");
            Assert.Equal(owners, taken.Predecessors);
            Assert.DoesNotContain(taken.Owner, owners);
            owners.Add(taken.Owner);
        }

        using (var last = SpoolLock.Take(_folder, "renamed")) last.ForgetPredecessors();
        using var next = SpoolLock.Take(_folder, "renamed");
        Assert.StartsWith("renamed/", Assert.Single(next.Predecessors), StringComparison.Ordinal);
    }

    [Fact]
    public void Recorders_of_one_name_with_spools_of_their_own_do_not_know_each_other()
    {
        using var here = SpoolLock.Take(_folder, "lecture-hall");
        using var there = SpoolLock.Take(Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName, "lecture-hall");

        Assert.NotEqual(here.Owner, there.Owner);
        Assert.Empty(there.Predecessors);
    }

    [Fact]
    public void A_name_that_a_power_loss_tore_is_nobodys_and_hides_nobody()
    {
        string owner;
        using (var taken = SpoolLock.Take(_folder, "lecture-hall")) owner = taken.Owner;
        File.AppendAllText(Path.Combine(_folder, SpoolLock.FileName), "lecture-ha");

        using var next = SpoolLock.Take(_folder, "lecture-hall");

        Assert.Equal([owner, "lecture-ha"], next.Predecessors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
