using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>One recording during which one thing dies, from the request to the completed recording.</summary>
internal sealed class CrashRun(int run, Fault fault, Random random, CrashSource source, string sourceFile, PostgresServer postgres, CephServer ceph, S3StoreOptions store)
{
    /// <summary>Pictures that are received in all.</summary>
    private const int Length = 6 * Encoded.FramesPerSecond;

    /// <summary>Pictures that a server which was started again receives at least.</summary>
    private const int LeastAfterRestart = Encoded.FramesPerSecond;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<CrashResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("conference-crash-").FullName;
        await using var database = await postgres.CreateAsync(Cancel);
        await using var provider = RecorderProcess.Build(database.ConnectionString, folder, new TestSfu(), store: store);
        try
        {
            await provider.GetRequiredService<Migrator>().MigrateAsync(Cancel);
            return await RunAsync(database.ConnectionString, folder, provider);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<CrashResult> RunAsync(string database, string folder, ServiceProvider provider)
    {
        var (recording, teacher) = await RequestedRecording.CreateAsync(provider, Cancel);
        var moment = random.Next(1, Length - 1);
        var received = new List<(int From, int Pictures, int Sounds)>();
        var orders = new RecorderOrders(database, folder, recording.LectureId, teacher, sourceFile, Length) { EndsRoom = true, Store = store };
        using var first = RecorderProcess.Start(orders);
        RecorderProcess? second = null;
        try
        {
            await first.ReceivedAsync(moment, Cancel);
            await Task.Delay(random.Next(40), Cancel); // anywhere between two pictures
            if (fault == Fault.Server)
            {
                var (pictures, sounds) = await first.KillAsync(Cancel);
                received.Add((0, pictures, sounds));
                // The publisher is back with its next key frame.
                var from = (pictures + CrashSource.KeyFrameEvery - 1) / CrashSource.KeyFrameEvery * CrashSource.KeyFrameEvery;
                second = RecorderProcess.Start(orders with { From = from, To = Math.Max(Length, from + LeastAfterRestart) });
                received.Add(await ToEndAsync(second, from));
            }
            else
            {
                await StrikeAsync(first);
                received.Add(await ToEndAsync(first, 0));
            }

            var (ready, trouble) = await ReadyAsync(provider, recording.Id);
            if (ready is null) return new CrashResult(run, fault, moment, trouble, 0, 0, 0);
            return await new CrashCheck(source, provider.GetRequiredService<IObjectStore>(), folder).CheckAsync(run, fault, moment, ready, received);
        }
        finally
        {
            second?.Dispose();
        }
    }

    private static async Task<(int From, int Pictures, int Sounds)> ToEndAsync(RecorderProcess recorder, int from)
    {
        var (pictures, sounds) = await recorder.EndedAsync(Cancel);
        return (from, pictures, sounds);
    }

    /// <summary>Kills what is to be killed, and starts it again after a while.</summary>
    private async Task StrikeAsync(RecorderProcess recorder)
    {
        switch (fault)
        {
            case Fault.Ffmpeg:
                await recorder.KillFfmpegAsync(random, Cancel);
                break;
            case Fault.Store:
                ceph.KillGateway();
                await Task.Delay(random.Next(3000), Cancel);
                await ceph.StartGatewayAsync(Cancel);
                break;
            case Fault.Database:
                await postgres.KillAsync(Cancel);
                await Task.Delay(random.Next(3000), Cancel);
                await postgres.RestartAsync(Cancel);
                break;
        }
    }

    /// <summary>The recording when it is complete; asked for again and again, because the database that would tell of it may have been killed.</summary>
    private static async Task<(Recording? Ready, string? Trouble)> ReadyAsync(ServiceProvider provider, Guid id)
    {
        var trouble = "It was never seen.";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var recording = await provider.GetRequiredService<RecordingStore>().FindAsync(id, limit.Token);
                if (recording?.State == RecordingState.Ready) return (recording, null);
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
