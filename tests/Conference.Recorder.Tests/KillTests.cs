using System.Globalization;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conference.Recorder.Tests;

/// <summary>A recorder that is killed in the middle of a lecture; the next start completes the recording by itself.</summary>
public sealed class KillTests : IAsyncLifetime
{
    /// <summary>A second of a camera and of a voice: what a killed server may cost.</summary>
    private const int CameraSecond = Encoded.FramesPerSecond;
    private const int VoiceSecond = 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-kill-").FullName;
    private readonly TestSfu _sfu = new();
    private PostgresDatabase? _database;
    private ServiceProvider? _provider;
    private DatabaseChanges? _changes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync(Cancel);
        _provider = RecorderProcess.Build(_database.ConnectionString, _folder, _sfu);
        await Get<Migrator>().MigrateAsync(Cancel);
        _changes = await DatabaseChanges.ListenAsync(_database.ConnectionString, Cancel);
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
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(-700)]
    public async Task A_killed_recorder_costs_at_most_a_second(int torn)
    {
        var owner = new Person { Id = Guid.CreateVersion7(), Name = "Ann", UserName = "ann", Email = "ann@example.org", CreatedAt = DateTimeOffset.UtcNow };
        await using (var context = await Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel))
        {
            context.Add(owner);
            await context.SaveChangesAsync(Cancel);
        }

        var room = await Get<RoomStore>().CreateAsync(owner.Id, "Physics", Cancel);
        var lecture = await Get<LectureStore>().StartOrGetAsync(room.Id, Cancel);
        var teacher = await Get<LectureStore>().AddParticipantAsync(lecture.Id, Guid.CreateVersion7(), "Ann", ParticipantRole.Teacher, owner.Id, Cancel);
        var requested = await Get<RecordingStore>().RequestAsync(lecture.Id, owner.Id, Cancel) ?? throw new InvalidOperationException();
        using var recorder = RecorderProcess.Start(_database!.ConnectionString, _folder, lecture.Id, teacher.Id);
        await WaitAsync(requested.Id, recording => recording.State == RecordingState.Recording);
        await recorder.ReceivedAsync(11 * CameraSecond, Cancel);

        var (camera, voice) = await recorder.KillAsync(Cancel);
        foreach (var journals in Directory.GetFiles(Path.Combine(_folder, "spool"), "journal-*.mkv", SearchOption.AllDirectories).GroupBy(Path.GetDirectoryName)) Tear(journals.Max()!, torn);
        await Get<LectureStore>().EndAsync(lecture.Id, Cancel);
        foreach (var service in _provider!.GetServices<IHostedService>()) await service.StartAsync(Cancel);

        var ready = await WaitAsync(requested.Id, recording => recording.State == RecordingState.Ready);
        var renditions = Assert.Single(ready.Parts).Renditions;
        Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], renditions.Select(rendition => rendition.Kind).Order());
        foreach (var rendition in renditions)
        {
            var file = await new StoredRendition(Get<IObjectStore>(), rendition.ObjectPrefix).AssembleAsync(_folder);
            Assert.Equal("", await Tool.DecodeErrorsAsync(file));
            var kept = int.Parse((await Tool.ProbeAsync(file, "stream=nb_read_packets", "-count_packets"))[0], CultureInfo.InvariantCulture);
            var (received, second) = rendition.Kind == RenditionKind.Camera ? (camera, CameraSecond) : (voice, VoiceSecond);
            // The mix is two seconds behind by itself; it can be made again from the voices.
            if (rendition.Kind != RenditionKind.Mix) Assert.InRange(kept, received - second, received + 1);
            TestContext.Current.SendDiagnosticMessage($"{rendition.Kind}: {kept} of {received} frames");
        }

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "spool")));
    }

    private static void Tear(string journal, int bytes)
    {
        using var file = new FileStream(journal, FileMode.Open, FileAccess.ReadWrite);
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
