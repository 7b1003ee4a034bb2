using System.Text.Json;
using System.Threading.Channels;
using Conference.Load.Crowd;
using Conference.Load.Measuring;
using Conference.Load.Peers;
using Conference.Load.Servers;
using Conference.Rtc;

namespace Conference.Load.Scenarios;

/// <summary>500 people chat in twenty other rooms of the same server, and others ask its API: whether the hub's work and garbage harm media.</summary>
internal sealed class HubCrowd : IBeside
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5), EntranceLimit = TimeSpan.FromSeconds(120), Patience = TimeSpan.FromSeconds(20);

    private readonly Generator _generator;
    private readonly ConferenceApi _api;
    private readonly CancellationToken _cancellationToken;
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly ServerProcess _process;
    private readonly MetricsPage _before;
    private readonly Timestamp _start;

    /// <summary>Returns when all are in and have chatted for a while.</summary>
    public HubCrowd(Generator generator, IServer server, CancellationToken cancellationToken)
    {
        if (server is not ConferenceServer product) throw new InvalidOperationException($"{server.Name} has no hub.");
        _generator = generator;
        _api = product.Api;
        _cancellationToken = cancellationToken;
        // Other people's machines: where they share the load generator's core, its clock goes before them.
        _process = ServerProcess.Start(null, "nice", ["-n", "15", Environment.ProcessPath!, "crowd"], onLine: line => _said.Writer.TryWrite(line));
        try
        {
            Say(JsonSerializer.Serialize(new CrowdPlan(_api.Address, _api.AdminToken)));
            Hear("the crowd is in", EntranceLimit);
            Say("begin");
            generator.Idle(WarmUp);
            _before = ReadMetrics();
            _start = Clock.Now;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TimeSpan Duration { get; } = TimeSpan.FromSeconds(30);

    public void Turn(Timestamp now)
    {
    }

    public Sample Complete(Sample sample)
    {
        var gc = GcFigures.Between(_before, ReadMetrics(), Clock.Now - _start);
        Say("end");
        var crowd = JsonSerializer.Deserialize<CrowdFigures>(Hear("the crowd tells what it saw", Patience))!;
        return sample with { Hub = new HubFigures(crowd, gc) };
    }

    public void Dispose() => _generator.Await(_process.DisposeAsync().AsTask(), "the crowd is gone");

    private MetricsPage ReadMetrics() => _generator.Await(_api.ReadMetricsAsync(_cancellationToken), "the server tells its metrics");

    private void Say(string line)
    {
        _process.Input.WriteLine(line);
        _process.Input.Flush();
    }

    private string Hear(string what, TimeSpan limit)
    {
        var line = "";
        _generator.RunUntil(() => _said.Reader.TryRead(out line!) || (_process.HasExited ? throw new InvalidOperationException($"The crowd ended: {_process.Output}") : false), what, limit);
        return line;
    }
}
