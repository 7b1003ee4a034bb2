using System.Text.Json;
using System.Text.Json.Nodes;
using Conference.Load.Servers;

namespace Conference.Load.Recordings;

/// <summary>A recorder in a process of its own: <see cref="RecorderProgram"/>.</summary>
internal sealed class RecorderServer : IAsyncDisposable
{
    private readonly LineProcess _process = new("the recorder");

    public int ProcessId => _process.Id;

    public static async Task<RecorderServer> StartAsync(int? core, RecorderPlan plan, CancellationToken cancellationToken)
    {
        var server = new RecorderServer();
        var greeting = server._process.ExpectGreeting();
        server._process.Start(core, Environment.ProcessPath!, ["recorder", JsonSerializer.Serialize(plan)]);
        await server._process.ReadyAsync(greeting, cancellationToken);
        return server;
    }

    /// <summary>A lecture begins, whose recording is asked for already; returns when the recorder is there.</summary>
    public Task OpenAsync(Guid lecture, IReadOnlyList<Guid> participants, CancellationToken cancellationToken) => _process.SendAsync(
        new JsonObject { ["do"] = "open", ["lecture"] = lecture, ["participants"] = JsonSerializer.SerializeToNode(participants) }, cancellationToken);

    public Task EndAsync(Guid lecture, CancellationToken cancellationToken) => _process.SendAsync(new JsonObject { ["do"] = "end", ["lecture"] = lecture }, cancellationToken);

    public Task PaceAsync(double speed, CancellationToken cancellationToken) => _process.SendAsync(new JsonObject { ["do"] = "pace", ["speed"] = speed }, cancellationToken);

    /// <summary>How much of a lecture there was.</summary>
    public async Task<double> SecondsAsync(Guid lecture, CancellationToken cancellationToken) =>
        (double)(await _process.SendAsync(new JsonObject { ["do"] = "look", ["lecture"] = lecture }, cancellationToken))["seconds"]!;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
