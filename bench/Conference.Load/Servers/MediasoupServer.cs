using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Conference.Load.Servers;

/// <summary>
/// mediasoup by its npm package: one worker process, which is what is measured; node, which only tells it what to do, runs beside the load generator.
/// bench/run.sh installs it; the folder is in MEDIASOUP_FOLDER, a worker that was built elsewhere in the package's own MEDIASOUP_WORKER_BIN.
/// </summary>
internal sealed class MediasoupServer : IServer
{
    private readonly LineProcess _node = new("mediasoup");

    /// <summary>"mediasoup", or "mediasoup-3.8" for the one of 2021, whose package holds all that it is built from.</summary>
    public static string FoundName => Path.GetFileName(Folder) ?? "mediasoup";

    public string Name => FoundName;

    public int ProcessId { get; private set; }

    private static string? Folder => Environment.GetEnvironmentVariable("MEDIASOUP_FOLDER");

    /// <summary>Null when it can run here.</summary>
    public static async Task<string?> WhyMissingAsync(ServerSetting setting, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("MEDIASOUP_MISSING") is { Length: > 0 } reason) return reason;
        if (Folder is null) return "its package is not installed";
        try
        {
            await using var tried = await StartAsync(setting, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            return e.Message;
        }
    }

    public static async Task<MediasoupServer> StartAsync(ServerSetting setting, CancellationToken cancellationToken)
    {
        var server = new MediasoupServer();
        var greeting = server._node.ExpectGreeting();
        server._node.Start(null, "node", [Path.Combine(AppContext.BaseDirectory, "mediasoup.mjs"), Folder!, setting.MediaAddress]);
        try
        {
            server.ProcessId = (int)(await server._node.ReadyAsync(greeting, cancellationToken))["pid"]!;
            if (setting.Core is { } core)
            {
                using var pin = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", $"{core}", $"{server.ProcessId}"]) { RedirectStandardOutput = true })!;
                await pin.WaitForExitAsync(cancellationToken);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task OpenRoomAsync(string room, CancellationToken cancellationToken) => _node.SendAsync(new JsonObject { ["do"] = "open", ["room"] = room }, cancellationToken);

    public async Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken)
    {
        var answer = (string)(await _node.SendAsync(new JsonObject { ["do"] = "publish", ["room"] = room, ["sdp"] = offer }, cancellationToken))["sdp"]!;
        SocketBuffers.Raise(ProcessId);
        return answer;
    }

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken)
    {
        var offered = await _node.SendAsync(new JsonObject { ["do"] = "subscribe", ["room"] = room }, cancellationToken);
        var offer = (string)offered["sdp"]!;
        var answer = await end.AnswerAsync(offer, cancellationToken);
        await _node.SendAsync(new JsonObject { ["do"] = "answer", ["room"] = room, ["transport"] = (string?)offered["transport"], ["sdp"] = answer }, cancellationToken);
        return offer;
    }

    public Task CloseRoomAsync(string room, CancellationToken cancellationToken) => _node.SendAsync(new JsonObject { ["do"] = "close", ["room"] = room }, cancellationToken);

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
