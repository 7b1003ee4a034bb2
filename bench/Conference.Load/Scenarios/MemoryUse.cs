using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Reports;
using Conference.Load.Servers;
using Conference.Load.Servers.MediaPlane;
using Conference.Rtc.Dtls;

namespace Conference.Load.Scenarios;

/// <summary>
/// "memory": a media plane with one publisher and four subscribers is read, then with N more that are connected and were sent nothing yet, then after they
/// have received video for a while. Garbage is collected before each reading, so that what is counted is what is held.
/// </summary>
internal sealed class MemoryUse(LoadOptions options, Progress progress)
{
    private const int FirstSubscribers = 4;
    private const double FramesPerSecond = 25; // of ten packets: 2.4 Mbit/s
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2), Watch = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<MemoryResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<MemoryResult>();
        foreach (var participants in options.Receivers)
        {
            var runs = new List<(Reading Empty, Reading Idle, Reading Active)>();
            for (var run = 1; run <= options.Runs; run++)
            {
                progress.Say($"run {run}/{options.Runs}: {participants} participants");
                await using var server = MediaPlaneServer.Start(new ServerSetting(null, options.MediaAddress));
                runs.Add(Measure(server, participants, cancellationToken));
            }

            results.Add(Summary("idle", participants, [.. runs.Select(run => (run.Empty, run.Idle))]));
            results.Add(Summary("active", participants, [.. runs.Select(run => (run.Empty, run.Active))]));
        }

        return results;
    }

    private static (Reading Empty, Reading Idle, Reading Active) Measure(MediaPlaneServer server, int participants, CancellationToken cancellationToken)
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
        using var generator = new Generator(cancellationToken);
        var shape = FrameShape.Even(10);
        // A few come, watch and stay: code is compiled and tables are grown before the first reading.
        var room = new LoadRoom(generator, server, RoomPlan.Of("webinar", FirstSubscribers), certificate);
        room.Open(shape, cancellationToken);
        generator.Stream(shape, FramesPerSecond, Settle);
        var empty = Read(server, generator, cancellationToken);
        room.Join(participants, cancellationToken);
        generator.Idle(Settle);
        var idle = Read(server, generator, cancellationToken);
        generator.Stream(shape, FramesPerSecond, Watch);
        return (empty, idle, Read(server, generator, cancellationToken));
    }

    private static Reading Read(MediaPlaneServer server, Generator generator, CancellationToken cancellationToken)
    {
        var managed = generator.Await(server.ReadManagedBytesAsync(cancellationToken), "the media plane collects garbage");
        return new Reading(ProcessorTime.ResidentBytes(server.ProcessId), managed);
    }

    private static MemoryResult Summary(string state, int participants, IReadOnlyList<(Reading Empty, Reading Then)> runs)
    {
        Spread Of(Func<(Reading Empty, Reading Then), double> value) => Spread.Of(runs.Select(value));
        return new MemoryResult(
            "conference-media", "memory", state, participants, runs.Count,
            Of(run => (run.Then.Resident - run.Empty.Resident) / 1024.0 / participants),
            Of(run => (run.Then.Managed - run.Empty.Managed) / 1024.0 / participants).Median,
            Of(run => run.Then.Resident / 1048576.0).Median);
    }

    private readonly record struct Reading(long Resident, long Managed);
}
