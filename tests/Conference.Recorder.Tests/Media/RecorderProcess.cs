using System.Diagnostics;
using System.Globalization;
using Conference.Rooms;
using Conference.Sfu.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conference.Recorder.Tests.Media;

/// <summary>
/// A recorder in a process of its own, in which a camera and a voice go on in real time until it is killed. It says how many frames of each its SFU has received.
/// </summary>
internal sealed class RecorderProcess : IDisposable
{
    public const string Verb = "--record";
    private const int Seconds = 40;
    private readonly Process _process;
    private (int Camera, int Voice) _received;

    private RecorderProcess(Process process) => _process = process;

    public static RecorderProcess Start(string database, string folder, Guid lecture, Guid participant)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Conference.Recorder.Tests")) { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Verb, database, folder, lecture.ToString(), participant.ToString()]) start.ArgumentList.Add(argument);
        return new RecorderProcess(Process.Start(start)!);
    }

    /// <summary>The same recorder, for either process.</summary>
    public static ServiceProvider Build(string database, string folder, ISfu sfu, string recorder = "test", string ffmpeg = "ffmpeg", Action<IServiceCollection>? more = null, bool compatible = false)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRooms(database);
        services.AddSingleton(sfu);
        services.AddRecorder(new RecorderOptions
        {
            Stores = [new("folder") { Folder = Path.Combine(folder, "store") }], SpoolFolder = Path.Combine(folder, "spool"), RecorderId = recorder, LeaseDuration = TimeSpan.FromSeconds(3),
            FfmpegPath = ffmpeg, SpoolReserveBytes = 0, CompatibleRendition = compatible,
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

    /// <summary>What the other process does.</summary>
    public static async Task RunAsync(string[] args)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var pictures = await Encoded.VideoAsync("VP9", Seconds, keyFrameEvery: 100);
        var sfu = new TestSfu();
        var tap = sfu.Open(Guid.Parse(args[2]));
        await using var provider = Build(args[0], args[1], sfu);
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(limit.Token);
        var publisher = new Publisher { Id = new ParticipantId(Guid.Parse(args[3])) };
        await sfu.Tapped.WaitAsync(limit.Token);
        var start = tap.Now + 200_000;
        publisher.Add(TrackSource.Camera, "VP9", Encoded.Timed(pictures, start));
        publisher.Add(TrackSource.Microphone, "opus", Sounds.Encode(Seconds, start, Sounds.Tone(400)));
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
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) is not { } line) return false;
        var counts = line.Split(' ');
        _received = (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
