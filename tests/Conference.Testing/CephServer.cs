using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Conference.Testing;

/// <summary>
/// A throw-away S3 server: a single-node Ceph (one monitor, one in-memory OSD, radosgw) on loopback. Needs the packages
/// <c>radosgw ceph-mon ceph-osd ceph-common</c>, which <c>tests/run.sh</c> installs.
/// </summary>
public sealed class CephServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly string _folder;

    private CephServer(string folder, Uri endpoint) => (_folder, Endpoint) = (folder, endpoint);

    public Uri Endpoint { get; }

    /// <summary>The same server under another name, as browsers see it.</summary>
    public Uri PublicEndpoint => new($"http://localhost:{Endpoint.Port}");

    public string AccessKey { get; } = "AKTEST";

    public string SecretKey { get; } = "SKTEST0123456789";

    public static async Task<CephServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conference-ceph-").FullName;
        var port = FreePort();
        var server = new CephServer(folder, new Uri($"http://127.0.0.1:{port}"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        try
        {
            await server.StartDaemonsAsync(port, FreePort(), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var logs = string.Join('\n', Directory.GetFiles(Path.Combine(folder, "log")).SelectMany(log => File.ReadLines(log).TakeLast(10).Prepend(Path.GetFileName(log))));
            await server.DisposeAsync();
            throw new TimeoutException($"Ceph was not there after {StartLimit.TotalSeconds} s. The ends of its logs:\n{logs}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Another user, who owns nothing.</summary>
    public async Task<(string AccessKey, string SecretKey)> CreateUserAsync(string name, CancellationToken cancellationToken)
    {
        var (accessKey, secretKey) = ($"AK{name}", $"SK{Guid.NewGuid():N}");
        await RunAsync("radosgw-admin", $"-c {_folder}/ceph.conf user create --uid={name} --display-name={name} --access-key={accessKey} --secret-key={secretKey}", cancellationToken);
        return (accessKey, secretKey);
    }

    /// <summary>kill -9 of the S3 server; what it has stored stays.</summary>
    public void KillGateway()
    {
        using var gateway = Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(_folder, "run", "client.rgw.pid")).Trim(), CultureInfo.InvariantCulture));
        gateway.Kill();
        gateway.WaitForExit(10_000);
    }

    /// <summary>Starts the S3 server again; returns when it answers.</summary>
    public async Task StartGatewayAsync(CancellationToken cancellationToken)
    {
        await RunAsync("radosgw", $"-c {_folder}/ceph.conf -n client.rgw --setuser root --setgroup root", cancellationToken);
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(Endpoint, cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(250, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Kills every process that was started here, whatever the start had come to: a daemon that is still putting itself into the background has written no pid yet, and a start
    /// that was given up leaves programs that go on. Each names the folder in its command line.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        while (Processes() is { Count: > 0 } left)
        {
            foreach (var process in left)
            {
                process.Kill();
                process.Dispose();
            }

            // They are no children of ours, so nobody tells when they are gone; one that only waits to be reaped has no command line.
            await Task.Delay(50);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private List<Process> Processes()
    {
        var found = new List<Process>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(_folder, StringComparison.Ordinal)) found.Add(Process.GetProcessById(id));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Debian 13's packages look for it in a path without its beginning.
    private static string ClassFolder() => Directory.GetDirectories("/usr/lib", "*-linux-gnu").Append("/usr/lib")
        .Select(libraries => Path.Combine(libraries, "rados-classes")).FirstOrDefault(Directory.Exists)
        ?? throw new InvalidOperationException("Ceph is not installed; tests/run.sh does it.");

    private async Task StartDaemonsAsync(int port, int monitorPort, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["mon", "osd", "rgw", "run", "log"]) Directory.CreateDirectory(Path.Combine(_folder, name));
        var fsid = Guid.NewGuid();
        await File.WriteAllTextAsync(Path.Combine(_folder, "ceph.conf"), Configuration(fsid, port, monitorPort), cancellationToken);
        await RunAsync("ceph-authtool", "--create-keyring keyring --gen-key -n mon. --cap mon 'allow *'", cancellationToken);
        await RunAsync("ceph-authtool", "keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'", cancellationToken);
        await RunAsync("ceph-authtool", "keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'", cancellationToken);
        await RunAsync("ceph-authtool", "keyring --gen-key -n client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx'", cancellationToken);
        await RunAsync("monmaptool", $"--create --addv a [v2:127.0.0.1:{monitorPort}] --fsid {fsid} monmap", cancellationToken);
        await RunAsync("ceph-mon", $"-c {_folder}/ceph.conf --mkfs -i a --monmap monmap --keyring keyring --setuser root --setgroup root", cancellationToken);
        await RunAsync("ceph-mon", $"-c {_folder}/ceph.conf -i a --setuser root --setgroup root", cancellationToken);
        var osd = Guid.NewGuid();
        await RunAsync("ceph", $"-c {_folder}/ceph.conf osd new {osd} 0", cancellationToken);
        await RunAsync("ceph-osd", $"-c {_folder}/ceph.conf -i 0 --mkfs --osd-uuid {osd} --setuser root --setgroup root", cancellationToken);
        await RunAsync("ceph-osd", $"-c {_folder}/ceph.conf -i 0 --setuser root --setgroup root", cancellationToken);
        while (!(await RunAsync("ceph", $"-c {_folder}/ceph.conf osd stat", cancellationToken)).Contains("1 up", StringComparison.Ordinal))
            await Task.Delay(250, cancellationToken);
        await StartGatewayAsync(cancellationToken);
        await RunAsync(
            "radosgw-admin", $"-c {_folder}/ceph.conf user create --uid=app --display-name=app --access-key={AccessKey} --secret-key={SecretKey}", cancellationToken);
    }

    private async Task<string> RunAsync(string program, string arguments, CancellationToken cancellationToken)
    {
        // A shell, because the daemons put themselves into the background and must not hold our pipes open.
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true,
            ArgumentList = { "-c", $"{program} {arguments} >out.txt 2>err.txt" },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("No /bin/sh.");
        await process.WaitForExitAsync(cancellationToken);
        var output = await File.ReadAllTextAsync(Path.Combine(_folder, "out.txt"), cancellationToken);
        if (process.ExitCode == 0) return output;
        var errors = await File.ReadAllTextAsync(Path.Combine(_folder, "err.txt"), cancellationToken);
        throw new InvalidOperationException($"{program} ended with {process.ExitCode} (is it installed? tests/run.sh does it): {errors}");
    }

    private string Configuration(Guid fsid, int port, int monitorPort) => $"""
        [global]
        fsid = {fsid}
        mon_host = [v2:127.0.0.1:{monitorPort}]
        auth_cluster_required = cephx
        auth_service_required = cephx
        auth_client_required = cephx
        public_addr = 127.0.0.1
        cluster_addr = 127.0.0.1
        run_dir = {_folder}/run
        admin_socket = {_folder}/run/$name.asok
        pid_file = {_folder}/run/$name.pid
        log_file = {_folder}/log/$name.log
        mon_data = {_folder}/mon
        osd_data = {_folder}/osd
        rgw_data = {_folder}/rgw
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_num = 1
        osd_pool_default_pgp_num = 1
        mon_allow_pool_size_one = true
        osd_crush_chooseleaf_type = 0
        mon_max_pg_per_osd = 1000
        osd_class_dir = {ClassFolder()}
        osd_objectstore = memstore
        memstore_device_bytes = 1073741824
        mon_data_avail_crit = 1
        mon_data_avail_warn = 1
        ms_bind_ipv6 = false
        mon_warn_on_insecure_global_id_reclaim_allowed = false
        keyring = {_folder}/keyring
        [client.rgw]
        rgw_frontends = beast endpoint=127.0.0.1:{port}
        rgw_thread_pool_size = 32
        rgw_dns_name = localhost
        rgw_enable_usage_log = false

        """;
}
