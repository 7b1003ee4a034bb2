using System.Globalization;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>Everything that a recording depends on dies in the middle of it.</summary>
public sealed class CrashMatrixTests : IAsyncLifetime
{
    /// <summary>Seconds: a publisher that comes back late still finds frames.</summary>
    private const int SourceSeconds = 12;

    private readonly string _file = Path.GetTempFileName();
    private CrashSource? _source;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = await CrashSource.EncodeAsync(SourceSeconds);
        _source.Save(_file);
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }

    /// <summary>Each of them once; at the same time, since most of it is waiting for the lecture.</summary>
    [Fact]
    public async Task A_recording_outlives_each_of_them()
    {
        var results = await Task.WhenAll(Enum.GetValues<Fault>().Select(async fault =>
        {
            await using var servers = await CrashServers.StartAsync(fault is Fault.Database or Fault.DatabaseThenServer, fault == Fault.Store, Cancel);
            return await RunAsync((int)fault, fault, seed: 1, servers);
        }));
        Assert.DoesNotContain(results, result => result.IsBad);
    }

    /// <summary>
    /// At random moments, again and again. Runs when it is asked for (<c>tests/run.sh --long</c>); environment: CRASH_RUNS, CRASH_SEED, CRASH_FIRST (the number of the first run: a run that
    /// failed can be had again alone), CRASH_LANES (how many at the same time) and CRASH_RESULT, the file for the counts.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task A_recording_outlives_whatever_is_killed_at_any_moment()
    {
        var (runs, seed, first) = (Setting("CRASH_RUNS", 200), Setting("CRASH_SEED", 1), Setting("CRASH_FIRST", 0));
        var report = new CrashReport(Environment.GetEnvironmentVariable("CRASH_RESULT") is { Length: > 0 } path ? path : null, seed);
        var (next, bad) = (first - 1, 0);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(runs, Setting("CRASH_LANES", 4))).Select(async _ =>
        {
            await using var servers = await CrashServers.StartAsync(postgres: true, ceph: true, Cancel);
            for (int run; (run = Interlocked.Increment(ref next)) < first + runs;)
            {
                var result = await RunAsync(run, (Fault)(run % Enum.GetValues<Fault>().Length), seed, servers);
                report.Add(result);
                Console.WriteLine(result);
                if (result.IsBad) Interlocked.Increment(ref bad);
            }
        }));
        Assert.Equal(0, bad);
    }

    /// <summary>By a clock on the wall, as an operator sees it: the lecture is long over when the store comes back, and nobody does anything about it.</summary>
    [Fact(Explicit = true)]
    public async Task A_recording_is_completed_by_itself_after_its_store_was_away_for_ten_minutes()
    {
        await using var servers = await CrashServers.StartAsync(postgres: false, ceph: true, Cancel);
        var result = await new CrashRun(0, Fault.Store, new Random(1), _source!, _file, servers, away: TimeSpan.FromMinutes(10)).RunAsync(Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.False(result.IsBad, result.ToString());
    }

    // HashCode.Combine differs from process to process.
    private Task<CrashResult> RunAsync(int run, Fault fault, int seed, CrashServers servers) =>
        new CrashRun(run, fault, new Random(unchecked((seed * 7919) + (run * 104_729))), _source!, _file, servers).RunAsync(Cancel);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
