using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Conference.Load.Servers;

/// <summary>
/// Janus with its VideoRoom plugin, Debian's package with a configuration of its own, driven over its WebSocket API: ICE-lite, no limit on bitrates, no
/// key frames beyond those asked for; its publishers' sockets get the buffers that ours have. "janus" has its defaults, "janus-tuned" one event loop instead of a thread per peer.
/// </summary>
internal sealed class JanusServer : IServer
{
    private const int ApiPort = 8188;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly ServerProcess _process;
    private readonly JanusSession _session;
    private readonly string _folder;
    private readonly Dictionary<string, JanusRoom> _rooms = [];

    private JanusServer(string name, ServerProcess process, JanusSession session, string folder)
    {
        Name = name;
        _process = process;
        _session = session;
        _folder = folder;
    }

    public string Name { get; }

    public int ProcessId => _process.Id;

    /// <summary>Null when it can run here.</summary>
    public static string? WhyMissing(ServerSetting setting)
    {
        if (setting.MediaAddress == "127.0.0.1") return "its ICE library takes no loopback interface, and only root can make another";
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        return Array.Exists(folders, folder => File.Exists(Path.Combine(folder, "janus"))) ? null : "the package janus is not installed";
    }

    public static async Task<JanusServer> StartAsync(bool isTuned, ServerSetting setting, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conference-janus-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "janus.jcfg"), Configuration(folder, setting.MediaAddress, isTuned), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "janus.transport.websockets.jcfg"),
            $"general: {{ json = \"compact\"\n ws = true\n ws_port = {ApiPort}\n ws_ip = \"127.0.0.1\"\n wss = false }}\nadmin: {{ admin_ws = false }}\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "janus.plugin.videoroom.jcfg"), "general: { }\n", cancellationToken);
        var process = ServerProcess.Start(setting.Core, "janus", ["-F", folder, "-C", Path.Combine(folder, "janus.jcfg")]);
        try
        {
            await process.ReadyAsync(ListensAsync, StartLimit, cancellationToken);
            var session = await JanusSession.OpenAsync(new Uri($"ws://127.0.0.1:{ApiPort}"), cancellationToken);
            return new JanusServer(isTuned ? "janus-tuned" : "janus", process, session, folder);
        }
        catch
        {
            await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async Task OpenRoomAsync(string room, CancellationToken cancellationToken)
    {
        var handle = await _session.AttachAsync(cancellationToken);
        var opened = new JanusRoom(_rooms.Count + 1, handle);
        await _session.MessageAsync(handle, new JsonObject
        {
            ["request"] = "create", ["room"] = opened.Number, ["publishers"] = 100, ["bitrate"] = 0, ["fir_freq"] = 0, ["videocodec"] = "vp8", ["audiocodec"] = "opus",
        }, null, cancellationToken);
        _rooms.Add(room, opened);
    }

    public async Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken)
    {
        var joined = _rooms[room];
        var handle = await _session.AttachAsync(cancellationToken);
        joined.Handles.Add(handle);
        var feed = joined.NewFeed();
        var request = new JsonObject { ["request"] = "joinandconfigure", ["room"] = joined.Number, ["ptype"] = "publisher", ["id"] = feed };
        var answered = await _session.MessageAsync(handle, request, new JsonObject { ["type"] = "offer", ["sdp"] = offer }, cancellationToken);
        await _session.EndCandidatesAsync(handle, cancellationToken);
        SocketBuffers.Raise(ProcessId);
        return Description(answered);
    }

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken)
    {
        var joined = _rooms[room];
        var handle = await _session.AttachAsync(cancellationToken);
        joined.Handles.Add(handle);
        JsonArray streams = [.. joined.Feeds.Select(feed => new JsonObject { ["feed"] = feed })];
        var request = new JsonObject { ["request"] = "join", ["room"] = joined.Number, ["ptype"] = "subscriber", ["streams"] = streams };
        var offer = Description(await _session.MessageAsync(handle, request, null, cancellationToken));
        var answer = new JsonObject { ["type"] = "answer", ["sdp"] = await end.AnswerAsync(offer, cancellationToken) };
        await _session.MessageAsync(handle, new JsonObject { ["request"] = "start" }, answer, cancellationToken);
        await _session.EndCandidatesAsync(handle, cancellationToken);
        return offer;
    }

    public async Task CloseRoomAsync(string room, CancellationToken cancellationToken)
    {
        if (!_rooms.TryGetValue(room, out var closed)) return;
        foreach (var handle in closed.Handles) await _session.DetachAsync(handle, cancellationToken);
        await _session.MessageAsync(closed.Owner, new JsonObject { ["request"] = "destroy", ["room"] = closed.Number }, null, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Description(JsonNode message) => (string?)message["jsep"]?["sdp"] ?? throw new InvalidOperationException($"Janus sent no description: {message.ToJsonString()}");

    private static async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", ApiPort);
            return true;
        }
        catch (SocketException)
        {
            return false; // not listening yet
        }
    }

    private static string Configuration(string folder, string address, bool isTuned) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        general: {
          configs_folder = "{{folder}}"
          debug_level = 2
          session_timeout = 0
          {{(isTuned ? "event_loops = 1" : "# a thread per peer")}}
        }
        certificates: { }
        media: { ipv6 = false }
        nat: {
          ice_lite = true
          ice_enforce_list = "{{address}}"
        }
        plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
        transports: { disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }
        events: { broadcast = false }

        """);
}
