using System.Diagnostics;
using Conference.Recorder.Tests.Media;
using Conference.Rooms;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Load.Recordings;

/// <summary>Lectures that go on in a recorder of their own, with a database of their own.</summary>
internal sealed class RecordedLectures : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly PostgresDatabase _database;
    private readonly ServiceProvider _rows;
    private readonly RecorderServer _recorder;
    private readonly string _folder;
    private readonly List<(Guid Lecture, Guid Recording)> _lectures = [];

    private RecordedLectures(PostgresDatabase database, ServiceProvider rows, RecorderServer recorder, string folder) =>
        (_database, _rows, _recorder, _folder) = (database, rows, recorder, folder);

    public int ProcessId => _recorder.ProcessId;

    /// <summary>PostgreSQL's first process, by the folder of its socket on its command line.</summary>
    public int DatabaseProcessId
    {
        get
        {
            var folder = new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString).Host!;
            return Process.GetProcessesByName("postgres").Select(process => process.Id)
                .First(id => File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains($"{folder}/data", StringComparison.Ordinal));
        }
    }

    /// <summary>A recorder without a lecture.</summary>
    public static async Task<RecordedLectures> StartAsync(int? core, string folder, string media, double speed, CancellationToken cancellationToken)
    {
        folder = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        var database = await PostgresServer.CreateDatabaseAsync(cancellationToken);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRooms(database.ConnectionString);
        var rows = services.BuildServiceProvider();
        await rows.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
        var recorder = await RecorderServer.StartAsync(core, new RecorderPlan(database.ConnectionString, folder, media, speed), cancellationToken);
        return new RecordedLectures(database, rows, recorder, folder);
    }

    /// <summary>So many lectures begin, all recorded.</summary>
    public async Task OpenAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var (recording, teacher) = await RequestedRecording.CreateAsync(_rows, cancellationToken);
            await _recorder.OpenAsync(recording.LectureId, [teacher, Guid.NewGuid(), Guid.NewGuid()], cancellationToken);
            _lectures.Add((recording.LectureId, recording.Id));
        }
    }

    /// <summary>Returns when so much of the last lecture has passed.</summary>
    public async Task PassAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        while (await _recorder.SecondsAsync(_lectures[^1].Lecture, cancellationToken) < length.TotalSeconds) await Task.Delay(Look, cancellationToken);
    }

    public Task SlowDownAsync(CancellationToken cancellationToken) => _recorder.PaceAsync(1, cancellationToken);

    /// <summary>Seconds by which the mix in the store is behind its lecture, where it is furthest.</summary>
    public async Task<double> BehindAsync(CancellationToken cancellationToken)
    {
        var behind = 0.0;
        foreach (var (lecture, id) in _lectures)
        {
            var recording = await FindAsync(id, cancellationToken);
            var stored = recording.Parts[0].Renditions.Where(rendition => rendition.Kind == RenditionKind.Mix).Sum(rendition => rendition.DurationMilliseconds) / 1000.0;
            behind = Math.Max(behind, await _recorder.SecondsAsync(lecture, cancellationToken) - stored);
        }

        return behind;
    }

    /// <summary>All end at once; the seconds that each took until it was complete.</summary>
    /// <exception cref="InvalidOperationException">One failed, or says that it is complete and is not.</exception>
    public async Task<IReadOnlyList<double>> EndAsync(CancellationToken cancellationToken)
    {
        var seconds = await Task.WhenAll(_lectures.Select(lecture => EndAsync(lecture.Lecture, lecture.Recording, cancellationToken)));
        _lectures.Clear();
        return seconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _recorder.DisposeAsync();
        await _rows.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<double> EndAsync(Guid lecture, Guid id, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await _recorder.EndAsync(lecture, cancellationToken);
        Recording recording;
        while ((recording = await FindAsync(id, cancellationToken)).State != RecordingState.Ready)
        {
            if (recording.State == RecordingState.Failed) throw new InvalidOperationException($"A recording failed: {recording.FailureReason}");
            await Task.Delay(Look, cancellationToken);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var rendition in recording.Parts.SelectMany(part => part.Renditions))
        {
            var playlist = await File.ReadAllTextAsync(Path.Combine(_folder, "store", rendition.ObjectPrefix, "index.m3u8"), cancellationToken);
            if (!playlist.EndsWith("#EXT-X-ENDLIST\n", StringComparison.Ordinal)) throw new InvalidOperationException($"A complete recording's {rendition.Kind} is not complete.");
        }

        return seconds;
    }

    private async Task<Recording> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await _rows.GetRequiredService<RecordingStore>().FindAsync(id, cancellationToken) ?? throw new InvalidOperationException("A recording is gone.");
}
