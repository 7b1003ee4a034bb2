using System.Diagnostics;
using System.Globalization;
using Conference.Recorder.Storage;
using Conference.Testing;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>
/// Everything that a recording depends on dies at random moments. Runs when it is asked for (<c>tests/run.sh --long</c>); environment: CRASH_RUNS, CRASH_SEED, CRASH_FIRST (the number of the first run:
/// a run that failed can be had again alone) and CRASH_RESULT, the file for the counts.
/// </summary>
public sealed class CrashMatrixTests
{
    /// <summary>Seconds: a publisher that comes back late still finds frames.</summary>
    private const int SourceSeconds = 12;

    [Fact(Explicit = true)]
    public async Task A_recording_outlives_whatever_is_killed_at_any_moment()
    {
        var (runs, seed, first) = (Setting("CRASH_RUNS", 200), Setting("CRASH_SEED", 1), Setting("CRASH_FIRST", 0));
        var cancel = TestContext.Current.CancellationToken;
        var started = Stopwatch.StartNew();
        var postgres = await PostgresServer.StartOwnAsync();
        await using var ceph = await CephServer.StartAsync(cancel);
        var store = new S3StoreOptions { Endpoint = ceph.Endpoint, AccessKey = ceph.AccessKey, SecretKey = ceph.SecretKey, Bucket = "recordings" };
        using (var probe = new S3ObjectStore(store)) await probe.ProbeAsync(cancel);
        var source = await CrashSource.EncodeAsync(SourceSeconds);
        var file = Path.GetTempFileName();
        source.Save(file);
        var results = new List<CrashResult>();
        try
        {
            for (var run = first; run < first + runs; run++)
            {
                var fault = (Fault)(run % 4);
                var result = await RunAsync(new CrashRun(run, fault, new Random(SeedOf(seed, run)), source, file, postgres, ceph, store), run, fault);
                results.Add(result);
                Console.WriteLine(result);
            }
        }
        finally
        {
            File.Delete(file);
            if (results.Count > 0)
            {
                var report = CrashReport.Write(results, seed, first, started.Elapsed);
                Console.WriteLine(report);
                if (Environment.GetEnvironmentVariable("CRASH_RESULT") is { Length: > 0 } path) await File.WriteAllTextAsync(path, report, CancellationToken.None);
            }
        }

        Assert.DoesNotContain(results, result => result.Trouble is not null);
        Assert.DoesNotContain(results, result => result.Lost > (result.Fault == Fault.Server ? 1000 : 0));
    }

    /// <summary>Whatever breaks a run off is a recording that cannot be played; the others are still wanted.</summary>
    private static async Task<CrashResult> RunAsync(CrashRun crash, int run, Fault fault)
    {
        try
        {
            return await crash.RunAsync();
        }
        catch (Exception e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return new CrashResult(run, fault, 0, e.ToString().ReplaceLineEndings(" "), 0, 0, 0);
        }
    }

    // HashCode.Combine differs from process to process.
    private static int SeedOf(int seed, int run) => unchecked((seed * 7919) + (run * 104_729));

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
