using System.Diagnostics;

namespace Conference.EndToEnd.Tests.Servers;

/// <summary>
/// A network of its own behind a virtual cable, so that one browser's network can be cut while everybody else's goes on. Needs root.
/// </summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _cable;
    private readonly string _launcher;

    private NetworkNamespace(string name, string hostAddress)
    {
        _name = name;
        _cable = $"{name}h";
        HostAddress = hostAddress;
        _launcher = Path.Combine(Path.GetTempPath(), $"{name}-chromium");
    }

    /// <summary>This machine, as seen from inside.</summary>
    public string HostAddress { get; }

    /// <summary>An executable that starts Chromium inside.</summary>
    public string Chromium => _launcher;

    public static async Task<NetworkNamespace> CreateAsync()
    {
        // The test process's id makes name and subnet unique on a machine that runs several.
        var id = Environment.ProcessId;
        var subnet = $"10.{200 + (id % 50)}.{id / 50 % 256}";
        var made = new NetworkNamespace($"conf{id}", $"{subnet}.1");
        await IpAsync($"netns add {made._name}");
        try
        {
            await made.ConnectAsync(subnet);
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }

        return made;
    }

    public Task CutAsync() => IpAsync($"link set {_cable} down");

    public Task MendAsync() => IpAsync($"link set {_cable} up");

    public async ValueTask DisposeAsync()
    {
        await IpAsync($"netns delete {_name}");
        File.Delete(_launcher);
    }

    private async Task ConnectAsync(string subnet)
    {
        await IpAsync($"link add {_cable} type veth peer name eth0 netns {_name}");
        await IpAsync($"address add {HostAddress}/30 dev {_cable}");
        await IpAsync($"link set {_cable} up");
        await IpAsync($"-n {_name} address add {subnet}.2/30 dev eth0");
        await IpAsync($"-n {_name} link set eth0 up");
        await IpAsync($"-n {_name} link set lo up");
        await IpAsync($"-n {_name} route add default via {HostAddress}");
        await File.WriteAllTextAsync(_launcher, $"#!/bin/sh\nexec ip netns exec {_name} {Browsers.Chromium.Installed} \"$@\"\n");
#pragma warning disable CA1416 // network namespaces are Linux alone
        File.SetUnixFileMode(_launcher, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }

    private static async Task IpAsync(string arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var errors = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        Assert.True(ip.ExitCode == 0, $"ip {arguments}: {errors}");
    }
}
