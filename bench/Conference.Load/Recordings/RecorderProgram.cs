using System.Text.Json;
using System.Text.Json.Nodes;
using Conference.Recorder;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms;
using Conference.Sfu.Control;
using Conference.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Load.Recordings;

/// <summary>
/// The recorder as the product registers it, in a process of its own, with lectures that are sent into its Taps. Jobs, which may wait, do not run. The other side of
/// <see cref="RecorderServer"/>: driven by lines on standard input, ends when that does.
/// </summary>
internal sealed class RecorderProgram(TestSfu sfu, FastTime time, LectureMedia media)
{
    /// <summary>A Worker's turn is shorter, but it does not wake for a Tap alone.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LectureFeed> _feeds = [];

    public static async Task RunAsync(RecorderPlan plan, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var (sfu, time) = (new TestSfu(), new FastTime(plan.Speed));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        var store = Path.Combine(plan.Folder, "store");
        builder.Services.AddRooms(plan.Database);
        builder.Services.AddSingleton<ISfu>(sfu);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddRecorder(new RecorderOptions
        {
            Stores = [new("folder") { Folder = store }], SpoolFolder = Path.Combine(plan.Folder, "spool"), ParallelJobs = 0, CompatibleRendition = false,
        });
        // Without the limits of a call, which a faster clock would shorten.
        if (plan.Speed > 1) builder.Services.AddSingleton<IObjectStore>(new FolderObjectStore(store));
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var program = new RecorderProgram(sfu, time, LectureMedia.Load(plan.Media));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = program.FeedAsync(end.Token);
        await AnswerAsync(new JsonObject { ["id"] = 0 });
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            var order = JsonNode.Parse(line)!;
            var answer = await program.HandleAsync(order, cancellationToken);
            answer["id"] = (int)order["id"]!;
            await AnswerAsync(answer);
        }

        await end.CancelAsync();
        await feeding;
        await host.StopAsync(CancellationToken.None);

        async Task AnswerAsync(JsonObject answer)
        {
            await output.WriteLineAsync(answer.ToJsonString());
            await output.FlushAsync(cancellationToken);
        }
    }

    private async Task<JsonObject> HandleAsync(JsonNode order, CancellationToken cancellationToken)
    {
        var lecture = order["lecture"]?.GetValue<Guid>() ?? default;
        switch ((string)order["do"]!)
        {
            case "open":
                var tap = sfu.Open(lecture, time);
                await tap.Taken.WaitAsync(cancellationToken);
                var feed = new LectureFeed(tap, media, order["participants"].Deserialize<Guid[]>()!);
                lock (_gate) _feeds[lecture] = feed;
                break;
            case "pace":
                time.Speed = (double)order["speed"]!;
                break;
            case "end":
                lock (_gate)
                {
                    _feeds[lecture].Feed();
                    _feeds[lecture].End();
                    _feeds.Remove(lecture);
                }

                break;
        }

        lock (_gate) return new JsonObject { ["seconds"] = _feeds.TryGetValue(lecture, out var running) ? running.Seconds : 0 };
    }

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            lock (_gate)
            {
                foreach (var feed in _feeds.Values) feed.Feed();
            }

            await Task.Delay(time.Speed > 1 ? TimeSpan.FromMilliseconds(1) : Turn, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
