using System.Diagnostics;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>One recording during which one thing dies, from the request to the completed recording.</summary>
/// <param name="away">How long the store stays away; up to three seconds where nothing is said.</param>
internal sealed class CrashRun(int run, Fault fault, Random random, CrashSource source, string sourceFile, CrashServers servers, TimeSpan? away = null)
{
    /// <summary>Pictures that are received in all.</summary>
    private const int Length = 6 * Encoded.FramesPerSecond;

    /// <summary>Pictures that a server which was started again receives at least.</summary>
    private const int LeastAfterRestart = Encoded.FramesPerSecond;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-crash-").FullName;
    private readonly int _moment = random.Next(1, Length - 1);

    /// <summary>Whatever breaks a run off is a recording that cannot be played: others are still wanted.</summary>
    public async Task<CrashResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        CrashResult result;
        try
        {
            await using var database = await servers.CreateDatabaseAsync(cancellationToken);
            await using var provider = RecorderProcess.Build(database.ConnectionString, _folder, new TestSfu(), store: servers.Store);
            await provider.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
            result = await RunAsync(database.ConnectionString, provider, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            result = Unplayable(e.ToString().ReplaceLineEndings(" "));
        }

        if (!result.IsBad) Directory.Delete(_folder, recursive: true);
        return result with { Seconds = started.Elapsed.TotalSeconds, Kept = result.IsBad ? _folder : null };
    }

    private async Task<CrashResult> RunAsync(string database, ServiceProvider provider, CancellationToken cancellationToken)
    {
        var (recording, teacher) = await RequestedRecording.CreateAsync(provider, cancellationToken);
        var received = new List<(int From, int Pictures, int Sounds)>();
        var orders = new RecorderOrders(database, _folder, recording.LectureId, teacher, sourceFile, Length) { EndsRoom = true, Store = servers.Store };
        if (away is { } time) orders = orders with { Life = orders.Life + time };
        using var first = RecorderProcess.Start(orders);
        RecorderProcess? second = null;
        try
        {
            await first.ReceivedAsync(_moment, cancellationToken);
            await Task.Delay(random.Next(40), cancellationToken); // anywhere between two pictures
            if (fault is Fault.Server or Fault.DatabaseThenServer)
            {
                var (pictures, sounds) = await KillServerAsync(first, cancellationToken);
                received.Add((0, pictures, sounds));
                // The publisher is back with its next key frame.
                var from = (pictures + CrashSource.KeyFrameEvery - 1) / CrashSource.KeyFrameEvery * CrashSource.KeyFrameEvery;
                second = RecorderProcess.Start(orders with { From = from, To = Math.Max(Length, from + LeastAfterRestart) });
                received.Add(await ToEndAsync(second, from, cancellationToken));
            }
            else
            {
                await StrikeAsync(first, cancellationToken);
                received.Add(await ToEndAsync(first, 0, cancellationToken));
            }

            var (ready, trouble) = await ReadyAsync(provider, recording.Id, cancellationToken);
            if (ready is null) return Unplayable(trouble);
            return await new CrashCheck(source, provider.GetRequiredService<IObjectStore>(), _folder).CheckAsync(run, fault, _moment, ready, received);
        }
        finally
        {
            second?.Dispose();
        }
    }

    private async Task<(int Pictures, int Sounds)> KillServerAsync(RecorderProcess recorder, CancellationToken cancellationToken)
    {
        if (fault == Fault.Server) return await recorder.KillAsync(cancellationToken);
        await servers.Postgres!.KillAsync(cancellationToken);
        await Task.Delay(random.Next(3000), cancellationToken);
        var received = await recorder.KillAsync(cancellationToken);
        await servers.Postgres.RestartAsync(cancellationToken);
        return received;
    }

    private static async Task<(int From, int Pictures, int Sounds)> ToEndAsync(RecorderProcess recorder, int from, CancellationToken cancellationToken)
    {
        var (pictures, sounds) = await recorder.EndedAsync(cancellationToken);
        return (from, pictures, sounds);
    }

    private CrashResult Unplayable(string trouble) => new(run, fault, _moment, trouble, 0, 0, 0);

    /// <summary>Kills what is to be killed, and starts it again after a while.</summary>
    private async Task StrikeAsync(RecorderProcess recorder, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.Ffmpeg:
                await recorder.KillFfmpegAsync(random, cancellationToken);
                break;
            case Fault.Store:
                servers.Ceph!.KillGateway();
                await Task.Delay(away ?? TimeSpan.FromMilliseconds(random.Next(3000)), cancellationToken);
                await servers.Ceph.StartGatewayAsync(cancellationToken);
                break;
            case Fault.Database:
                await servers.Postgres!.KillAsync(cancellationToken);
                await Task.Delay(random.Next(3000), cancellationToken);
                await servers.Postgres.RestartAsync(cancellationToken);
                break;
        }
    }

    /// <summary>The recording when it is complete; asked for again and again, because the database that would tell of it may have been killed.</summary>
    private static async Task<(Recording? Ready, string Trouble)> ReadyAsync(ServiceProvider provider, Guid id, CancellationToken cancellationToken)
    {
        var trouble = "It was never seen.";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var recording = await provider.GetRequiredService<RecordingStore>().FindAsync(id, limit.Token);
                if (recording?.State == RecordingState.Ready) return (recording, "");
                trouble = $"It is {recording?.State} {recording?.FailureReason}";
                if (recording?.State == RecordingState.Failed) break;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or InvalidOperationException or DbUpdateException)
            {
                trouble = e.Message;
            }

            await Task.Delay(100, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (null, trouble);
    }
}
