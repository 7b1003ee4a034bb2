using Conference.Load.Reports;
using Conference.Load.Server;

namespace Conference.Load.Scenarios;

/// <summary>
/// "memory": a server with one publisher is read, then with N connected subscribers to whom nothing was sent yet, then after they have received video
/// for a while. Garbage is collected before each reading, so that what is counted is what is held.
/// </summary>
internal sealed class MemoryUse(LoadOptions options)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2), Watch = TimeSpan.FromSeconds(10);

    public List<MemoryResult> Run()
    {
        var results = new List<MemoryResult>();
        foreach (var participants in options.Receivers)
        {
            var runs = Enumerable.Range(0, options.Runs).Select(_ => Measure(participants)).ToList();
            results.Add(Summary("idle", participants, [.. runs.Select(run => (run.Empty, run.Idle))]));
            results.Add(Summary("active", participants, [.. runs.Select(run => (run.Empty, run.Active))]));
        }

        return results;
    }

    private static (Reading Empty, Reading Idle, Reading Active) Measure(int participants)
    {
        using var server = SfuProcess.Start(core: null);
        using var room = new Room(server);
        // A few come, watch and stay: code is compiled and tables are grown before the first reading.
        room.Join(4);
        room.Stream(Settle, 25, 10);
        var empty = Read(server);
        room.Join(participants);
        room.Idle(Settle);
        var idle = Read(server);
        room.Stream(Watch, 25, 10); // 2.4 Mbit/s
        return (empty, idle, Read(server));
    }

    private static Reading Read(SfuProcess server)
    {
        var managed = server.Send(new SfuRequest("read", Collect: true)).ManagedBytes;
        return new Reading(server.ResidentBytes, managed);
    }

    private static MemoryResult Summary(string state, int participants, IReadOnlyList<(Reading Empty, Reading Then)> runs)
    {
        var resident = runs.Select(run => (run.Then.Resident - run.Empty.Resident) / 1024.0 / participants).ToList();
        return new MemoryResult(
            "conference", "memory", state, participants, runs.Count,
            Quantile.Of(resident, 0.5),
            Quantile.Of(runs.Select(run => (run.Then.Managed - run.Empty.Managed) / 1024.0 / participants), 0.5),
            Quantile.Of(runs.Select(run => run.Then.Resident / 1048576.0), 0.5),
            Spread.Of(resident));
    }

    private readonly record struct Reading(long Resident, long Managed);
}
