using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Crashes;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conference.Recorder.Tests;

/// <summary>A recorder that is killed in the middle of a lecture; the next start completes the recording by itself.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const int SourceSeconds = 15;
    private const int CameraSecond = Encoded.FramesPerSecond;

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-kill-").FullName;
    private readonly TestSfu _sfu = new();
    private PostgresDatabase? _database;
    private ServiceProvider? _provider;
    private DatabaseChanges? _changes;
    private CrashSource? _source;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync(Cancel);
        _provider = RecorderProcess.Build(_database.ConnectionString, _folder, _sfu);
        await Get<Migrator>().MigrateAsync(Cancel);
        _changes = await DatabaseChanges.ListenAsync(_database.ConnectionString, Cancel);
        _source = await CrashSource.EncodeAsync(SourceSeconds);
        _source.Save(Path.Combine(_folder, "source"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _provider!.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _provider!.DisposeAsync();
        await _changes!.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <param name="torn">Bytes that a power loss takes from the end of every journal, or writes as garbage there when negative.</param>
    [Theory]
    [InlineData(700)]
    [InlineData(-700)]
    public async Task A_killed_recorder_costs_at_most_a_second(int torn)
    {
        var (requested, teacher) = await RequestedRecording.CreateAsync(_provider!, Cancel);
        using var recorder = RecorderProcess.Start(Orders(requested, teacher));
        await WaitAsync(requested.Id, recording => recording.State == RecordingState.Recording);
        await recorder.ReceivedAsync(11 * CameraSecond, Cancel);

        var (camera, voice) = await recorder.KillAsync(Cancel);
        foreach (var folder in Directory.GetFiles(Spool, "journal-*.mkv", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Distinct()) TearAll(folder!, torn);
        await Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        foreach (var service in _provider!.GetServices<IHostedService>()) await service.StartAsync(Cancel);

        var ready = await WaitAsync(requested.Id, recording => recording.State == RecordingState.Ready);
        Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], Assert.Single(ready.Parts).Renditions.Select(rendition => rendition.Kind).Order());
        var result = await new CrashCheck(_source!, Get<IObjectStore>(), _folder).CheckAsync(torn, Fault.Server, 0, ready, [(0, camera, voice)]);
        TestContext.Current.SendDiagnosticMessage($"{result}");
        Assert.Null(result.Trouble);
        Assert.InRange(result.Lost, 0, 1000);
        Assert.Empty(Directory.GetDirectories(Spool));
    }

    [Fact]
    public async Task A_recorder_that_is_started_again_goes_on_at_once_with_what_it_did()
    {
        var (requested, teacher) = await RequestedRecording.CreateAsync(_provider!, Cancel);
        using var journaled = new Signal();
        journaled.Watch(_folder, "journal-*.mkv");
        using var recorder = RecorderProcess.Start(Orders(requested, teacher));
        await recorder.ReceivedAsync(3 * CameraSecond, Cancel);
        // The process has just been started: on a busy machine it takes its time for the first frames.
        await journaled.UntilAsync(() => new DirectoryInfo(Spool).GetFiles("journal-*.mkv", SearchOption.AllDirectories).Count(file => file.Length > 0) == 3);
        await recorder.KillAsync(Cancel);

        using var second = RecorderProcess.Start(Orders(requested, teacher));
        await WaitAsync(requested.Id, recording => recording.Parts.Count == 2);
        await second.ReceivedAsync(3 * CameraSecond, Cancel);
        await Get<RecordingStore>().RequestStopAsync(requested.LectureId, Cancel);

        var ready = await WaitAsync(requested.Id, recording => recording.State == RecordingState.Ready);
        foreach (var part in ready.Parts)
        {
            Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], part.Renditions.Select(rendition => rendition.Kind).Order());
            foreach (var rendition in part.Renditions)
                Assert.Equal("", await Tool.DecodeErrorsAsync(await new StoredRendition(Get<IObjectStore>(), rendition.ObjectPrefix).AssembleAsync(_folder)));
        }
    }

    private string Spool => Path.Combine(_folder, "spool");

    private RecorderOrders Orders(Recording recording, Guid teacher) =>
        new(_database!.ConnectionString, _folder, recording.LectureId, teacher, Path.Combine(_folder, "source"), SourceSeconds * Encoded.FramesPerSecond);

    /// <summary>What a power loss does to one rendition: the end of the journal, of the list of segments, and of the segment that was being written.</summary>
    private static void TearAll(string folder, int torn)
    {
        Tear(Directory.GetFiles(folder, "journal-*.mkv").Max()!, torn);
        if (torn >= 0) return;
        Tear(Path.Combine(folder, "segments.log"), torn);
        File.AppendAllText(Path.Combine(folder, "segments.log"), "\n");
        Tear(Path.Combine(folder, "open.part"), torn);
    }

    private static void Tear(string path, int bytes)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (bytes > 0)
        {
            file.SetLength(Math.Max(0, file.Length - bytes));
            return;
        }

        var garbage = new byte[-bytes];
        new Random(5).NextBytes(garbage);
        file.Position = file.Length;
        file.Write(garbage);
    }

    private async Task<Recording> WaitAsync(Guid id, Predicate<Recording> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            var recording = await Get<RecordingStore>().FindAsync(id, limit.Token);
            Assert.True(recording!.State != RecordingState.Failed, recording.FailureReason);
            if (condition(recording)) return recording;
            await _changes!.NextAsync(limit.Token);
        }
    }

    private T Get<T>() where T : notnull => _provider!.GetRequiredService<T>();
}
