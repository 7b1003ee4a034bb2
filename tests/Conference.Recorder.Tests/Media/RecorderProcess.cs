using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Crashes;
using Conference.Rooms;
using Conference.Sfu.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Tests.Media;

/// <summary>
/// A recorder in a process of its own, in which a camera and a voice go on in real time until it is killed. It says how many frames of each its SFU has received.
/// </summary>
internal sealed class RecorderProcess : IDisposable
{
    public const string Verb = "--record";

    private const string End = "end";

    /// <summary>So long that a test which waits for its end fails: who comes after a killed recorder must not have to.</summary>
    private static readonly TimeSpan EndlessLease = TimeSpan.FromHours(1);

    private readonly Process _process;
    private (int Camera, int Voice) _received;
    private bool _isEnded;

    private RecorderProcess(Process process) => _process = process;

    public static RecorderProcess Start(RecorderOrders orders)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Conference.Recorder.Tests")) { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Verb, JsonSerializer.Serialize(orders)]) start.ArgumentList.Add(argument);
        return new RecorderProcess(Process.Start(start)!);
    }

    /// <summary>The same recorder, for either process.</summary>
    /// <param name="spool">Of servers that run at the same time each has its own.</param>
    /// <param name="lease">Endless where null.</param>
    public static ServiceProvider Build(
        string database, string folder, ISfu sfu, string recorder = "test", string ffmpeg = "ffmpeg", Action<IServiceCollection>? more = null, bool compatible = false,
        S3StoreOptions? store = null, string spool = "spool", TimeSpan? lease = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRooms(database);
        services.AddSingleton(sfu);
        services.AddRecorder(new RecorderOptions
        {
            Stores = [store is null ? new("folder") { Folder = Path.Combine(folder, "store") } : new("s3") { S3 = store }], SpoolFolder = Path.Combine(folder, spool),
            RecorderId = recorder, LeaseDuration = lease ?? EndlessLease, FfmpegPath = ffmpeg, SpoolReserveBytes = 0, CompatibleRendition = compatible,
        });
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Returns when so many frames of the camera have come.</summary>
    public async Task ReceivedAsync(int camera, CancellationToken cancellationToken)
    {
        while (_received.Camera < camera)
        {
            if (!await ReadAsync(cancellationToken)) throw new InvalidOperationException("The recorder ended by itself.");
        }
    }

    /// <summary>Returns when the last frame was sent; how many had come.</summary>
    public async Task<(int Camera, int Voice)> EndedAsync(CancellationToken cancellationToken)
    {
        while (!_isEnded)
        {
            if (!await ReadAsync(cancellationToken)) throw new InvalidOperationException("The recorder ended by itself.");
        }

        return _received;
    }

    /// <summary>kill -9; how many frames had come.</summary>
    public async Task<(int Camera, int Voice)> KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        while (await ReadAsync(cancellationToken))
        {
            // What it said before its end is still in the pipe.
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _received;
    }

    /// <summary>kill -9 of one of its FFmpegs, as soon as it has one.</summary>
    public async Task KillFfmpegAsync(Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            var children = Children().Where(child => File.ReadAllText($"/proc/{child}/comm") == "ffmpeg\n").ToList();
            if (children.Count > 0)
            {
                using var ffmpeg = Process.GetProcessById(children[random.Next(children.Count)]);
                ffmpeg.Kill();
                return;
            }

            if (!await ReadAsync(cancellationToken)) throw new InvalidOperationException("The recorder ended by itself.");
        }
    }

    /// <summary>What the other process does.</summary>
    public static async Task RunAsync(string json)
    {
        var orders = JsonSerializer.Deserialize<RecorderOrders>(json)!;
        using var limit = new CancellationTokenSource(orders.Life);
        var source = CrashSource.Load(orders.Source);
        var sfu = new TestSfu();
        var tap = sfu.Open(orders.Lecture);
        var log = new FileLog(Path.Combine(orders.Folder, $"recorder-{Environment.ProcessId}.log"));
        await using var provider = Build(
            orders.Database, orders.Folder, sfu, store: orders.Store,
            more: services => services.AddLogging(logging => logging.AddProvider(log).AddFilter("Microsoft", LogLevel.Warning)));
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(limit.Token);
        var publisher = new Publisher { Id = new ParticipantId(orders.Participant) };
        await tap.Taken.WaitAsync(limit.Token);
        var start = tap.Now + 200_000;
        var (pictures, sounds) = source.Between(orders.From, orders.To, start);
        publisher.Add(TrackSource.Camera, "VP9", pictures);
        publisher.Add(TrackSource.Microphone, "opus", sounds);
        var (camera, voice) = (0, 0);
        var output = Console.Out;
        foreach (var (at, message) in publisher.Messages.OrderBy(message => message.At))
        {
            while (tap.Now < at) await Task.Delay(TimeSpan.FromMicroseconds(Math.Max(1000, at - tap.Now)), limit.Token);
            var told = message();
            if (told is TapPackets packets)
            {
                var isPicture = (packets.Packet(0)[1] & 0x80) != 0;
                if (isPicture) camera++;
                else if (packets.Packet(0).Length < 400) voice++;
            }

            tap.Write(told);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{camera} {voice}"));
            await output.FlushAsync(limit.Token);
        }

        if (orders.EndsRoom) tap.Complete();
        await output.WriteLineAsync(End);
        await output.FlushAsync(limit.Token);
        await Task.Delay(Timeout.Infinite, limit.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit(10_000);
        _process.Dispose();
    }

    // Of every thread: the kernel keeps children by the thread that started them.
    private IEnumerable<int> Children() => Directory.GetDirectories($"/proc/{_process.Id}/task")
        .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) is not { } line) return false;
        if (line == End)
        {
            _isEnded = true;
            return true;
        }

        var counts = line.Split(' ');
        _received = (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
        return true;
    }
}
