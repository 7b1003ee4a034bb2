using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Sfu.Control;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Conference.Recorder.Tests;

/// <summary>From the row that asks for a recording to the row that says it is ready, with a real PostgreSQL and the real ffmpeg.</summary>
public sealed class RecordingSchedulerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-scheduler-").FullName;
    private readonly TestSfu _sfu = new();
    private PostgresDatabase? _database;
    private DatabaseChanges? _changes;
    private ServiceProvider? _provider;
    private Lecture? _lecture;
    private LectureParticipant? _teacher;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync(Cancel);
        _provider = Build();
        await Get<Migrator>().MigrateAsync(Cancel);
        _changes = await DatabaseChanges.ListenAsync(_database.ConnectionString, Cancel);
        var owner = new Person { Id = Guid.CreateVersion7(), Name = "Ann", UserName = "ann", Email = "ann@example.org", CreatedAt = DateTimeOffset.UtcNow };
        await using (var context = await Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel))
        {
            context.Add(owner);
            await context.SaveChangesAsync(Cancel);
        }

        var room = await Get<RoomStore>().CreateAsync(owner.Id, "Physics", Cancel);
        _lecture = await Get<LectureStore>().StartOrGetAsync(room.Id, Cancel);
        _teacher = await Get<LectureStore>().AddParticipantAsync(_lecture.Id, Guid.CreateVersion7(), "Ann", ParticipantRole.Teacher, owner.Id, Cancel);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _changes!.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_stop_makes_the_recording_ready_with_everything_in_the_store()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        Speak(tap, 3);
        await WaitForSegmentAsync(requested.Id);
        await Get<RecordingStore>().RequestStopAsync(_lecture.Id, Cancel);

        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        var part = Assert.Single(ready.Parts);
        Assert.NotNull(part.EndedAt);
        // Measured to the request, however late it was noticed; at most a frame of the mix is missing.
        var truth = (ready.StopRequestedAt!.Value - ready.StartedAt!.Value).TotalMilliseconds;
        Assert.InRange(ready.DurationMilliseconds, truth - 25, truth + 1);
        Assert.InRange((part.EndedAt.Value - ready.StopRequestedAt.Value).TotalMilliseconds, -1, 1);
        Assert.Equal([RenditionKind.Mix, RenditionKind.Voice], part.Renditions.Select(r => r.Kind).Order());
        Assert.All(part.Renditions, r => Assert.Equal("opus", r.Codecs));
        var voice = part.Renditions.Single(r => r.Kind == RenditionKind.Voice);
        Assert.Equal("Ann", voice.ParticipantName);
        // By the Tap's clock, which has nothing to do with the wall's.
        Assert.InRange(voice.StartMilliseconds, 0, truth);
        foreach (var rendition in part.Renditions)
            Assert.Equal("#EXT-X-ENDLIST", (await new StoredRendition(Get<IObjectStore>(), rendition.ObjectPrefix).PlaylistAsync())[^1]);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder, "spool")));
    }

    [Fact]
    public async Task The_end_of_the_room_ends_the_recording()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        await SpeakAndBeKeptAsync(tap);
        tap.Complete();

        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        Assert.Contains(ready.Parts.Single().Renditions, r => r.Kind == RenditionKind.Voice);
    }

    [Fact]
    public async Task A_database_that_fails_at_the_end_of_the_room_does_not_break_the_recording_off()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        await SpeakAndBeKeptAsync(tap);
        // The connection that writes the room's end is cut in the middle of it, once: sequences are not rolled back.
        await using var trap = Get<NpgsqlDataSource>().CreateCommand(
            """
            CREATE SEQUENCE cuts;
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('cuts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER cut BEFORE UPDATE ON recordings FOR EACH ROW WHEN (NEW.state = 'Finishing') EXECUTE FUNCTION cut();
            """);
        await trap.ExecuteNonQueryAsync(Cancel);
        tap.Complete();

        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        Assert.NotNull(Assert.Single(ready.Parts).EndedAt);
        await using var cuts = Get<NpgsqlDataSource>().CreateCommand("SELECT last_value FROM cuts");
        Assert.True((long)(await cuts.ExecuteScalarAsync(Cancel))! >= 2);
    }

    [Fact]
    public async Task What_ffmpeg_could_not_package_is_packaged_when_it_can()
    {
        await StopAsync();
        _provider = Build(ffmpeg: "/bin/false");
        await StartAsync();
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        var frames = await Encoded.VideoAsync("VP9", 1);
        await BeKeptAsync(tap, publisher => publisher.Add(TrackSource.Camera, "VP9", Encoded.Timed(frames, tap.Now)));
        tap.Complete();
        // The sound needs no ffmpeg, and nobody waits for the picture.
        var heard = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);
        Assert.Equal(RenditionKind.Mix, Assert.Single(heard.Parts.Single().Renditions).Kind);
        await StopAsync();
        _provider = Build();
        await StartAsync();

        var whole = await WaitAsync(requested.Id, r => r.Parts.Single().Renditions.Count == 2);

        var camera = whole.Parts.Single().Renditions.Single(r => r.Kind == RenditionKind.Camera);
        Assert.InRange(camera.DurationMilliseconds, 980, 1_020);
        Assert.Equal("", await Tool.DecodeErrorsAsync(await new StoredRendition(Get<IObjectStore>(), camera.ObjectPrefix).AssembleAsync(_folder)));
    }

    [Fact]
    public async Task A_recorder_whose_lecture_another_one_took_over_still_delivers_what_it_had()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        Speak(tap, 2);
        await WaitForSegmentAsync(requested.Id);
        // The mix was under way; the voice was whole and stored.
        var mix = (await Get<RecordingStore>().FindAsync(requested.Id, Cancel))!.Parts.Single().Renditions.Single(r => r.Kind == RenditionKind.Mix);
        var spool = await DieAsync();
        File.Delete(Path.Combine(_folder, "store", mix.ObjectPrefix, "index.m3u8"));
        // The other one has no part of that spool, and finishes the recording.
        _provider = Build("other");
        await using (var forget = Get<NpgsqlDataSource>().CreateCommand("UPDATE parts SET ended_at = NULL")) await forget.ExecuteNonQueryAsync(Cancel);
        await StartAsync();
        await WaitAsync(requested.Id, r => r.Parts.Count == 2);
        await Get<RecordingStore>().RequestStopAsync(_lecture.Id, Cancel);
        await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);
        await StopAsync();
        Directory.Delete(Path.Combine(_folder, "spool"), recursive: true);
        Directory.Move(spool, Path.Combine(_folder, "spool"));
        _provider = Build();
        await StartAsync();

        var whole = await WaitAsync(requested.Id, r => r.Parts[0].EndedAt is not null);

        Assert.Equal(RecordingState.Ready, whole.State);
        Assert.Equal("#EXT-X-ENDLIST", (await new StoredRendition(Get<IObjectStore>(), mix.ObjectPrefix).PlaylistAsync())[^1]);
    }

    [Fact]
    public async Task A_recording_goes_on_as_the_next_part_after_a_restart_of_the_recorder()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        Speak(tap, 2);
        await StopAsync();
        _sfu.Open(_lecture.Id);
        _provider = Build();
        await StartAsync();
        using var journaled = new Signal();
        journaled.Watch(Path.Combine(_folder, "spool"), "journal-*.mkv");
        await WaitAsync(requested.Id, r => r.Parts.Count == 2);
        await journaled.UntilAsync(() => Directory.GetFiles(Path.Combine(_folder, "spool"), "journal-*.mkv", SearchOption.AllDirectories).Length > 0);
        await Get<RecordingStore>().RequestStopAsync(_lecture.Id, Cancel);

        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        Assert.Equal([1, 2], ready.Parts.Select(p => p.Number));
        var second = Assert.Single(ready.Parts[1].Renditions);
        Assert.InRange(second.StartMilliseconds, (ready.Parts[1].StartedAt - ready.StartedAt!.Value).TotalMilliseconds - 50, (ready.Parts[1].StartedAt - ready.StartedAt.Value).TotalMilliseconds + 50);
    }

    [Fact]
    public async Task The_part_ends_as_soon_as_the_host_begins_to_stop_whatever_else_it_waits_for()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        Speak(tap, 1);
        foreach (var service in _provider!.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StoppingAsync(Cancel);

        var released = await WaitAsync(requested.Id, r => r.LeaseOwner is null);

        Assert.Equal(RecordingState.Recording, released.State);
        Assert.NotNull(Assert.Single(released.Parts).EndedAt);
    }

    [Fact]
    public async Task What_a_killed_recorder_journaled_is_packaged_after_the_restart()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        Speak(tap, 2);
        await WaitForSegmentAsync(requested.Id);
        var spool = await DieAsync();
        Directory.Delete(Path.Combine(_folder, "store"), recursive: true);
        Directory.Move(spool, Path.Combine(_folder, "spool"));
        _provider = Build();
        await Get<LectureStore>().EndAsync(_lecture.Id, Cancel);
        await StartAsync();

        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        var mix = ready.Parts.Single().Renditions.Single(r => r.Kind == RenditionKind.Mix);
        var file = await new StoredRendition(Get<IObjectStore>(), mix.ObjectPrefix).PlaylistAsync();
        Assert.Equal("#EXT-X-ENDLIST", file[^1]);
        Assert.Contains("000001.m4s", file);
    }

    [Fact]
    public async Task A_pause_ends_the_part_and_the_next_one_goes_on_where_it_ended()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        await SpeakAndBeKeptAsync(tap);
        using var stored = new Signal();
        stored.Watch(Path.Combine(_folder, "store"), "index.m3u8");
        Assert.True(await Get<RecordingStore>().PauseAsync(_lecture.Id, Cancel));
        // Nobody waits for the store: the Part is packaged while the recording is paused.
        await stored.UntilAsync(() => Playlists().Any(IsComplete));
        Assert.Equal(RecordingState.Recording, (await Get<RecordingStore>().FindAsync(requested.Id, Cancel))!.State);

        _sfu.Open(_lecture.Id);
        Assert.True(await Get<RecordingStore>().ResumeAsync(_lecture.Id, Cancel));
        var resumed = (await WaitAsync(requested.Id, r => r.Parts.Count == 2)).Parts[1].Id.ToString("N");
        using var journaled = new Signal();
        journaled.Watch(Path.Combine(_folder, "spool"), "journal-*.mkv");
        await journaled.UntilAsync(() => Journals().Any(file => file.Length > 0 && file.FullName.Contains(resumed, StringComparison.Ordinal)));
        await Get<RecordingStore>().RequestStopAsync(_lecture.Id, Cancel);
        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        Assert.Equal([true, false], ready.Parts.Select(part => part.EndsInPause));
        var (first, second) = (ready.Parts[0], ready.Parts[1]);
        var firstLength = (first.EndedAt!.Value - ready.StartedAt!.Value).TotalMilliseconds;
        var pause = (second.StartedAt - first.EndedAt.Value).TotalMilliseconds;
        Assert.InRange(second.Renditions.Single(r => r.Kind == RenditionKind.Mix).StartMilliseconds, firstLength - 1, firstLength + 1);
        Assert.True(first.Renditions.Single(r => r.Kind == RenditionKind.Mix).DurationMilliseconds <= firstLength + 1);
        var truth = (ready.StopRequestedAt!.Value - ready.StartedAt.Value).TotalMilliseconds - pause;
        Assert.InRange(ready.DurationMilliseconds, truth - 25, truth + 1);
        Assert.All(Playlists(), playlist => Assert.True(IsComplete(playlist)));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder, "spool")));
    }

    [Fact]
    public async Task A_recorder_that_was_killed_before_it_heard_of_a_pause_keeps_nothing_of_it_and_stays_paused()
    {
        var tap = _sfu.Open(_lecture!.Id);
        var requested = await RequestAsync();
        using var journaled = new Signal();
        journaled.Watch(Path.Combine(_folder, "spool"), "journal-*.mkv");
        Speak(tap, 2);
        // Of voice and mix, which is made two seconds behind, there is more than the 200 ms below.
        await journaled.UntilAsync(() => Journals().Count(file => file.Length > 5000) == 2);
        var spool = await DieAsync();
        Directory.Delete(Path.Combine(_folder, "store"), recursive: true);
        Directory.Move(spool, Path.Combine(_folder, "spool"));
        _provider = Build();
        // It was paused 200 ms after its start, and died without a word on its renditions.
        await using (var pause = Get<NpgsqlDataSource>().CreateCommand(
            """
            DELETE FROM renditions;
            UPDATE parts SET ended_at = started_at + interval '200 milliseconds', ends_in_pause = true;
            UPDATE recordings SET paused_at = started_at + interval '200 milliseconds';
            """)) await pause.ExecuteNonQueryAsync(Cancel);
        using var stored = new Signal();
        Directory.CreateDirectory(Path.Combine(_folder, "store"));
        stored.Watch(Path.Combine(_folder, "store"), "index.m3u8");
        _sfu.Open(_lecture.Id);
        await StartAsync();
        await stored.UntilAsync(() => Playlists().Any(IsComplete));
        await WaitAsync(requested.Id, r => r.LeaseOwner is not null);

        await Get<RecordingStore>().RequestStopAsync(_lecture.Id, Cancel);
        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        var mix = Assert.Single(ready.Parts).Renditions.Single(r => r.Kind == RenditionKind.Mix);
        Assert.InRange(mix.DurationMilliseconds, 160, 200);
        Assert.InRange(ready.DurationMilliseconds, 160, 200);
    }

    [Fact]
    public async Task What_is_captured_between_a_pause_and_the_word_of_it_goes_nowhere()
    {
        var requested = await RequestAsync();
        await WaitAsync(requested.Id, r => r.LeaseOwner is not null);
        // The recorder waits for the room, and the room comes in the pause.
        Assert.True(await Get<RecordingStore>().PauseAsync(_lecture!.Id, Cancel));
        var tap = _sfu.Open(_lecture.Id);
        Speak(tap, 1);
        await tap.Taken.WaitAsync(Limit, Cancel);
        _sfu.Open(_lecture.Id);
        Assert.True(await Get<RecordingStore>().ResumeAsync(_lecture.Id, Cancel));
        await WaitAsync(requested.Id, r => r.State == RecordingState.Recording);
        using var journaled = new Signal();
        journaled.Watch(Path.Combine(_folder, "spool"), "journal-*.mkv");
        await journaled.UntilAsync(() => Journals().Any(file => file.Length > 0));
        await Get<RecordingStore>().RequestStopAsync(_lecture.Id, Cancel);

        var ready = await WaitAsync(requested.Id, r => r.State == RecordingState.Ready);

        var part = Assert.Single(ready.Parts);
        Assert.True(part.StartedAt >= ready.Pauses[1]);
        Assert.Equal((part.StartedAt, RenditionKind.Mix), (ready.StartedAt, Assert.Single(part.Renditions).Kind));
        Assert.Single(Directory.GetDirectories(Path.Combine(_folder, "store", "recordings", requested.Id.ToString("N"))));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder, "spool")));
    }

    private string[] Playlists() => Directory.GetFiles(Path.Combine(_folder, "store"), "index.m3u8", SearchOption.AllDirectories);

    private FileInfo[] Journals() => new DirectoryInfo(Path.Combine(_folder, "spool")).GetFiles("journal-*.mkv", SearchOption.AllDirectories);

    private static bool IsComplete(string playlist) => File.ReadLines(playlist).Last() == "#EXT-X-ENDLIST";

    private void Speak(TestTap tap, double seconds) => Publish(tap, Voice(tap, seconds));

    private static Action<Publisher> Voice(TestTap tap, double seconds) => publisher => publisher.Add(TrackSource.Microphone, "opus", Sounds.Encode(seconds, tap.Now, Sounds.Tone(400)));

    private void Publish(TestTap tap, Action<Publisher> add)
    {
        var publisher = new Publisher { Id = new ParticipantId(_teacher!.Id) };
        add(publisher);
        foreach (var (_, message) in publisher.Messages.OrderBy(m => m.At)) tap.Write(message());
    }

    private Task SpeakAndBeKeptAsync(TestTap tap) => BeKeptAsync(tap, Voice(tap, 1));

    /// <summary>Returns when the track and the mix are journaled, two seconds after the first packet: what is captured after the end of a Part would not be in it.</summary>
    private async Task BeKeptAsync(TestTap tap, Action<Publisher> add)
    {
        using var journaled = new Signal();
        journaled.Watch(Path.Combine(_folder, "spool"), "journal-*.mkv");
        Publish(tap, add);
        await journaled.UntilAsync(() => Journals().Count(file => file.Length > 0) == 2);
    }

    private async Task<Recording> RequestAsync() => await Get<RecordingStore>().RequestAsync(_lecture!.Id, _teacher!.PersonId!.Value, Cancel) ?? throw new InvalidOperationException();

    /// <summary>
    /// As the disk looks at a kill -9: the spool is copied while everything is under way, and taken away when the process is gone. Where the copy is.
    /// </summary>
    private async Task<string> DieAsync()
    {
        var copy = Path.Combine(_folder, "copy");
        CopyFolder(Path.Combine(_folder, "spool"), copy);
        await StopAsync();
        Directory.Delete(Path.Combine(_folder, "spool"), recursive: true);
        return copy;
    }

    private async Task<Recording> WaitAsync(Guid id, Predicate<Recording> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (true)
        {
            var recording = await Get<RecordingStore>().FindAsync(id, limit.Token);
            Assert.NotNull(recording);
            Assert.True(recording.State != RecordingState.Failed, recording.FailureReason);
            if (condition(recording)) return recording;
            await _changes!.NextAsync(limit.Token);
        }
    }

    private Task<Recording> WaitForSegmentAsync(Guid id) => WaitAsync(id, r => r.Parts.SelectMany(p => p.Renditions).Any(x => x.Kind == RenditionKind.Mix));

    /// <summary>What is stored goes away meanwhile, files and whole folders: of those a kill a moment later would have found nothing.</summary>
    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        try
        {
            foreach (var folder in Directory.GetDirectories(from)) CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
            // The lock is the process's.
            foreach (var file in Directory.GetFiles(from).Where(file => Path.GetExtension(file) != ".lock")) CopyFile(file, Path.Combine(to, Path.GetFileName(file)));
        }
        catch (DirectoryNotFoundException)
        {
            Directory.Delete(to, recursive: true);
        }
    }

    private static void CopyFile(string from, string to)
    {
        try
        {
            // Unlike File.Copy this asks for no lock: a segment that is being written has one.
            using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = File.Create(to);
            source.CopyTo(copy);
        }
        catch (FileNotFoundException)
        {
            // Stored and deleted.
        }
    }

    private T Get<T>() where T : notnull => _provider!.GetRequiredService<T>();

    private ServiceProvider Build(string recorder = "test", string ffmpeg = "ffmpeg") =>
        RecorderProcess.Build(_database!.ConnectionString, _folder, _sfu, recorder, ffmpeg);

    private async Task StartAsync()
    {
        foreach (var service in _provider!.GetServices<IHostedService>()) await service.StartAsync(Cancel);
    }

    private async Task StopAsync()
    {
        foreach (var service in _provider!.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _provider!.DisposeAsync();
    }
}
