using Conference.Recorder.Packaging;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;

namespace Conference.Recorder.Tests;

/// <summary>A database that takes no rows while a recording begins or goes on: what is captured is journaled all the same, and whoever comes next writes the rows.</summary>
public sealed class AwayDatabaseTests : IAsyncLifetime
{
    private const int CameraSecond = Encoded.FramesPerSecond;

    private RecorderLab? _lab;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecorderLab Lab => _lab!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lab?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <param name="stalls">It does not answer; else it refuses.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recorder_that_is_killed_before_the_database_knew_of_its_Part_costs_at_most_a_second(bool stalls)
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("parts", stalls);
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(5 * CameraSecond, Cancel);

        var (camera, voice) = await recorder.KillAsync(Cancel);
        await trap.ReleaseAsync(Cancel);
        await Lab.Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        Assert.Empty((await Lab.Get<RecordingStore>().FindAsync(requested.Id, Cancel))!.Parts);
        await Lab.StartRecorderAsync();

        await CompleteAsync(requested, camera, voice);
    }

    [Fact]
    public async Task A_database_that_dies_as_a_recording_begins_and_stays_away_costs_at_most_a_second_of_it()
    {
        var server = await PostgresServer.StartOwnAsync();
        _lab = await RecorderLab.CreateAsync(server);
        // Holds the Part's row back until the server is dead.
        await using var trap = await TrapAsync("parts");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(1, Cancel);
        await server.KillAsync(Cancel);
        await recorder.ReceivedAsync(5 * CameraSecond, Cancel);

        var (camera, voice) = await recorder.KillAsync(Cancel);
        await server.RestartAsync(Cancel);
        await Lab.ReconnectAsync();
        await trap.ReleaseAsync(Cancel);
        await Lab.Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        await Lab.StartRecorderAsync();

        await CompleteAsync(requested, camera, voice);
    }

    [Fact]
    public async Task A_recorder_that_is_started_again_while_the_database_is_still_away_goes_on_with_the_next_Part()
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("parts");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var first = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await first.ReceivedAsync(3 * CameraSecond, Cancel);
        var (camera, voice) = await first.KillAsync(Cancel);
        var from = (camera / CameraSecond + 1) * CameraSecond;
        using var second = RecorderProcess.Start(Lab.Orders(requested, teacher) with { From = from, To = from + (4 * CameraSecond), EndsRoom = true });
        await second.ReceivedAsync(3 * CameraSecond, Cancel);
        await trap.ReleaseAsync(Cancel);
        var (laterCamera, laterVoice) = await second.EndedAsync(Cancel);

        var ready = await Lab.ReadyAsync(requested.Id);

        Assert.Equal([1, 2], ready.Parts.Select(part => part.Number));
        Assert.Equal(ready.StartedAt, ready.Parts[0].StartedAt);
        var second0 = ready.Parts[1].Renditions.Single(rendition => rendition.Kind == RenditionKind.Mix).StartMilliseconds;
        Assert.InRange(second0 - (ready.Parts[1].StartedAt - ready.Parts[0].StartedAt).TotalMilliseconds, -2, 2);
        var result = await Lab.CheckAsync(ready, (0, camera, voice), (from, laterCamera, laterVoice));
        Assert.Null(result.Trouble);
        Assert.InRange(result.Lost, 0, 1000);
        Assert.Empty(Directory.GetDirectories(Lab.Spool));
    }

    [Fact]
    public async Task A_database_that_answers_late_costs_nothing()
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("parts");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher) with { To = 7 * CameraSecond, EndsRoom = true });
        // Longer than a Tap has room for on a busy lecture.
        await recorder.ReceivedAsync(6 * CameraSecond, Cancel);
        await trap.ReleaseAsync(Cancel);
        var (camera, voice) = await recorder.EndedAsync(Cancel);

        var ready = await Lab.ReadyAsync(requested.Id);

        Assert.Equal(ready.StartedAt, Assert.Single(ready.Parts).StartedAt);
        var result = await Lab.CheckAsync(ready, (0, camera, voice));
        Assert.Null(result.Trouble);
        Assert.Equal(0, result.Lost);
        Assert.Empty(Directory.GetDirectories(Lab.Spool));
    }

    [Fact]
    public async Task A_track_that_comes_while_the_database_is_away_outlives_a_kill()
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("renditions");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(6 * CameraSecond, Cancel);

        var (camera, voice) = await recorder.KillAsync(Cancel);
        Assert.Empty(Assert.Single((await Lab.Get<RecordingStore>().FindAsync(requested.Id, Cancel))!.Parts).Renditions);
        await trap.ReleaseAsync(Cancel);
        await Lab.Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        await Lab.StartRecorderAsync();

        await CompleteAsync(requested, camera, voice);
    }

    [Fact]
    public async Task A_pause_ends_a_Part_of_which_the_database_does_not_know_and_nothing_of_it_is_stored()
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("parts");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(2 * CameraSecond, Cancel);
        Assert.True(await Lab.Get<RecordingStore>().PauseAsync(requested.LectureId, Cancel));
        await recorder.ReceivedAsync(6 * CameraSecond, Cancel);
        await trap.ReleaseAsync(Cancel);

        var paused = await Lab.WaitAsync(requested.Id, recording => recording.Parts is [{ Renditions.Count: 3 }]);
        Assert.Equal((true, paused.PausedAt), (paused.Parts[0].EndsInPause, paused.Parts[0].EndedAt));
        Assert.True(await Lab.Get<RecordingStore>().RequestStopAsync(requested.LectureId, Cancel));
        var ready = await Lab.ReadyAsync(requested.Id);

        var length = (ready.PausedAt!.Value - ready.StartedAt!.Value).TotalMilliseconds;
        Assert.InRange(ready.DurationMilliseconds, length - 25, length + 1);
        Assert.All(ready.Parts.Single().Renditions, rendition => Assert.InRange(rendition.StartMilliseconds + rendition.DurationMilliseconds, 0, length + 40));
    }

    /// <param name="isOver">The pause was over before the recorder could hear of it.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recorder_that_is_killed_before_the_database_knew_of_its_Part_keeps_nothing_of_a_pause(bool isOver)
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("parts");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(3 * CameraSecond, Cancel);
        if (isOver) await PauseUnheardAsync(requested.Id);
        else Assert.True(await Lab.Get<RecordingStore>().PauseAsync(requested.LectureId, Cancel));
        await recorder.ReceivedAsync(6 * CameraSecond, Cancel);

        await recorder.KillAsync(Cancel);
        await trap.ReleaseAsync(Cancel);
        await Lab.Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        await Lab.StartRecorderAsync();
        var ready = await Lab.ReadyAsync(requested.Id);

        var part = Assert.Single(ready.Parts);
        Assert.Equal((true, ready.Pauses[0]), (part.EndsInPause, part.EndedAt));
        var length = (ready.Pauses[0] - ready.StartedAt!.Value).TotalMilliseconds;
        Assert.All(part.Renditions, rendition => Assert.InRange(rendition.StartMilliseconds + rendition.DurationMilliseconds, 0, length + 40));
    }

    [Fact]
    public async Task What_is_left_of_a_recording_that_was_deleted_does_not_bring_it_back()
    {
        _lab = await RecorderLab.CreateAsync();
        await using var trap = await TrapAsync("parts");
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(3 * CameraSecond, Cancel);
        await recorder.KillAsync(Cancel);
        await trap.ReleaseAsync(Cancel);
        await using (var context = await Lab.Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel))
            await context.Recordings.Where(recording => recording.Id == requested.Id).ExecuteDeleteAsync(Cancel);
        using var logged = new Signal();
        logged.Watch(Lab.Folder, Path.GetFileName(Lab.Log));

        await Lab.StartRecorderAsync();
        await logged.UntilAsync(() => File.Exists(Lab.Log) && File.ReadAllText(Lab.Log).Contains("which the database does not know", StringComparison.Ordinal));

        Assert.Null(await Lab.Get<RecordingStore>().FindAsync(requested.Id, Cancel));
        Assert.NotEmpty(Directory.GetFiles(Lab.Spool, "journal-*.mkv", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(Lab.Folder, "store"), "*", SearchOption.AllDirectories));
    }

    /// <summary>The database took the row, and the recorder died before it could strike the note out.</summary>
    [Fact]
    public async Task A_Part_whose_row_is_there_already_is_not_made_twice()
    {
        _lab = await RecorderLab.CreateAsync();
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        var begun = Assert.Single((await Lab.WaitAsync(requested.Id, recording => recording.Parts.Count == 1)).Parts);
        await recorder.ReceivedAsync(4 * CameraSecond, Cancel);
        var (camera, voice) = await recorder.KillAsync(Cancel);
        new PendingPart(requested.Id, begun.Id, begun.StartedAt, begun.RecorderId).Save(Path.Combine(Lab.Spool, requested.Id.ToString("N"), begun.Id.ToString("N")));
        await Lab.Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        await Lab.StartRecorderAsync();

        await CompleteAsync(requested, camera, voice);
    }

    private Task<DatabaseTrap> TrapAsync(string table, bool stalls = false) => DatabaseTrap.SetAsync(Lab.ConnectionString, table, stalls, Cancel);

    /// <summary>Paused, and at once resumed.</summary>
    private async Task PauseUnheardAsync(Guid recording)
    {
        var now = DateTimeOffset.UtcNow;
        await using var context = await Lab.Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel);
        await context.Recordings.Where(row => row.Id == recording)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Pauses, new List<DateTimeOffset> { now, now.AddMilliseconds(1) }), Cancel);
    }

    /// <summary>What one killed recorder has left becomes a whole recording, as if nothing had been missing.</summary>
    private async Task CompleteAsync(Recording requested, int camera, int voice)
    {
        var ready = await Lab.ReadyAsync(requested.Id);
        var part = Assert.Single(ready.Parts);
        Assert.Equal((1, ready.StartedAt), (part.Number, part.StartedAt));
        Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], part.Renditions.Select(rendition => rendition.Kind).Order());
        Assert.All(part.Renditions.Where(rendition => rendition.Kind != RenditionKind.Mix), rendition => Assert.Equal("Ann", rendition.ParticipantName));
        var result = await Lab.CheckAsync(ready, (0, camera, voice));
        Assert.Null(result.Trouble);
        Assert.InRange(result.Lost, 0, 1000);
        Assert.Empty(Directory.GetDirectories(Lab.Spool));
    }
}
