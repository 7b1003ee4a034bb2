using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Reports;
using Conference.Load.Servers;
using Conference.Load.Servers.MediaPlane;
using Conference.Rtc.Dtls;

namespace Conference.Load.Scenarios;

/// <summary>
/// "memory": a media plane with one publisher and a hundred subscribers is read, then with N more that are connected and were sent nothing yet, then after they
/// have received video for a while. Garbage is collected before each reading, so that what is counted is what is held.
/// </summary>
internal sealed class MemoryUse(LoadOptions options, Progress progress)
{
    private const int FirstSubscribers = 100;
    private const double FramesPerSecond = 25; // of ten packets: 2.4 Mbit/s
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2), Watch = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<MemoryResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<MemoryResult>();
        var openSsl = OpenSslSessions.BytesPerSession();
        foreach (var participants in options.Receivers)
        {
            var runs = new List<(MemoryReading Empty, MemoryReading Idle, MemoryReading Active)>();
            for (var run = 1; run <= options.Runs; run++)
            {
                progress.Say($"run {run}/{options.Runs}: {participants} participants");
                await using var server = MediaPlaneServer.Start(new ServerSetting(null, options.MediaAddress));
                runs.Add(Measure(server, participants, cancellationToken));
            }

            results.Add(Summary("idle", participants, openSsl, [.. runs.Select(run => (run.Empty, run.Idle))]));
            results.Add(Summary("active", participants, openSsl, [.. runs.Select(run => (run.Empty, run.Active))]));
        }

        return results;
    }

    private static (MemoryReading Empty, MemoryReading Idle, MemoryReading Active) Measure(MediaPlaneServer server, int participants, CancellationToken cancellationToken)
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
        using var generator = new Generator(cancellationToken);
        var shape = FrameShape.Even(10);
        // Many come, watch and stay: code is compiled for good and tables are grown before the first reading.
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

    private static MemoryReading Read(MediaPlaneServer server, Generator generator, CancellationToken cancellationToken) =>
        generator.Await(server.ReadMemoryAsync(cancellationToken), "the media plane reads its memory");

    private static MemoryResult Summary(
        string state, int participants, (double Resident, double Native) openSsl, IReadOnlyList<(MemoryReading Empty, MemoryReading Then)> runs)
    {
        Spread Of(Func<(MemoryReading Empty, MemoryReading Then), double> bytes) => Spread.Of(runs.Select(run => bytes(run) / 1024));
        return new MemoryResult(
            "conference-media", "memory", state, participants, runs.Count,
            Of(run => (double)(run.Then - run.Empty).Resident / participants),
            Of(run => (double)(run.Then - run.Empty).Resident / participants - openSsl.Resident),
            openSsl.Resident / 1024,
            Of(run => (double)(run.Then - run.Empty).Managed / participants).Median,
            Of(run => (double)(run.Then - run.Empty).Native / participants - openSsl.Native).Median,
            Of(run => run.Then.Resident).Median / 1024);
    }
}
