using Conference.Load.Reports;
using Conference.Load.Servers.MediaPlane;

namespace Conference.Load.Servers;

/// <summary>Which servers take part: ours, and of those asked for the ones that can be had here.</summary>
internal static class ServerList
{
    /// <summary>One that is missing is left out, and why is said.</summary>
    public static async Task<IReadOnlyList<ServerChoice>> FindAsync(LoadOptions options, Progress progress, CancellationToken cancellationToken)
    {
        var setting = new ServerSetting(options.ServerCore, options.MediaAddress);
        var servers = new List<ServerChoice> { new("conference", async token => await ConferenceServer.StartAsync(setting, Variant.None, token)) };
        foreach (var variant in options.Variants)
            servers.Add(new ServerChoice($"conference+{variant.Name}", async token => await ConferenceServer.StartAsync(setting, variant, token)));
        if (options.OtherServers.Contains("media")) servers.Add(new ServerChoice("conference-media", _ => Task.FromResult<IServer>(MediaPlaneServer.Start(setting))));
        if (options.OtherServers.Contains("janus"))
        {
            if (JanusServer.WhyMissing(setting) is { } reason) progress.Stay($"janus is left out: {reason}");
            else
            {
                servers.Add(new ServerChoice("janus", async token => await JanusServer.StartAsync(isTuned: false, setting, token)));
                servers.Add(new ServerChoice("janus-tuned", async token => await JanusServer.StartAsync(isTuned: true, setting, token)));
            }
        }

        if (options.OtherServers.Contains("mediasoup"))
        {
            if (await MediasoupServer.WhyMissingAsync(setting, cancellationToken) is { } reason) progress.Stay($"mediasoup is left out: {reason}");
            else servers.Add(new ServerChoice(MediasoupServer.FoundName, async token => await MediasoupServer.StartAsync(setting, token)));
        }

        if (options is { Whip: { } whip, Whep: { } whep, ProcessId: { } processId })
            servers.Add(new ServerChoice(options.Name, _ => Task.FromResult<IServer>(new WhipServer(options.Name, whip, whep, options.Token, processId))));
        return servers;
    }
}
