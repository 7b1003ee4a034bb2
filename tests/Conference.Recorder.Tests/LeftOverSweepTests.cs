using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.EntityFrameworkCore;

namespace Conference.Recorder.Tests;

/// <summary>A Part that was journaled and that the database never heard of, in a recording that nobody works on any more.</summary>
public sealed class LeftOverSweepTests : IAsyncLifetime
{
    private const int CameraSecond = Encoded.FramesPerSecond;

    private readonly ListLogger _logger = new();
    private RecorderLab? _lab;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecorderLab Lab => _lab!;

    public async ValueTask InitializeAsync() => _lab = await RecorderLab.CreateAsync();

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    [Fact]
    public async Task Makes_a_recording_of_one_that_had_failed_for_want_of_it()
    {
        var (id, camera, voice) = await LeaveAsync();
        await SetAsync(id, RecordingState.Failed);

        await SweepAsync();

        var ready = (await Lab.Get<RecordingStore>().FindAsync(id, Cancel))!;
        Assert.Equal((RecordingState.Ready, null), (ready.State, ready.FailureReason));
        var part = Assert.Single(ready.Parts);
        Assert.Equal((ready.StartedAt, true), (part.StartedAt, part.EndedAt is not null));
        var result = await Lab.CheckAsync(ready, (0, camera, voice));
        Assert.Null(result.Trouble);
        Assert.InRange(result.Lost, 0, 1000);
        Assert.Empty(Directory.GetDirectories(Lab.Spool));
    }

    [Fact]
    public async Task Adds_nothing_to_the_trash_until_it_is_taken_out_of_it()
    {
        var (id, _, _) = await LeaveAsync();
        await SetAsync(id, RecordingState.Failed);
        var removals = Lab.Get<RecordingRemovals>();
        Assert.True(await removals.DeleteAsync(id, Cancel));

        await SweepAsync();

        Assert.Empty((await Lab.Get<RecordingStore>().FindAsync(id, Cancel))!.Parts);
        Assert.Empty(Directory.GetFiles(Path.Combine(Lab.Folder, "store"), "*", SearchOption.AllDirectories));

        Assert.True(await removals.RestoreAsync(id, Cancel));
        await SweepAsync();

        Assert.Equal(3, Assert.Single((await Lab.Get<RecordingStore>().FindAsync(id, Cancel))!.Parts).Renditions.Count);
    }

    [Fact]
    public async Task Puts_what_came_before_all_that_another_recorder_made_ahead_of_it_when_that_is_done()
    {
        var (id, camera, voice) = await LeaveAsync();
        Assert.True(PendingPart.TryLoad(Assert.Single(Directory.GetDirectories(Path.Combine(Lab.Spool, id.ToString("N")))), out var note));
        var leases = Lab.Get<RecordingLeases>();
        var later = (await leases.AddPartAsync(id, Guid.CreateVersion7(), "other", note!.StartedAt.AddSeconds(20), Cancel)).Part!;
        await SetAsync(id, RecordingState.Recording, "other");

        await SweepAsync();
        Assert.Equal(later.Id, Assert.Single((await Lab.Get<RecordingStore>().FindAsync(id, Cancel))!.Parts).Id);

        await SetAsync(id, RecordingState.Ready);
        await SweepAsync();

        var whole = (await Lab.Get<RecordingStore>().FindAsync(id, Cancel))!;
        Assert.Equal([(note.Id, 1), (later.Id, 2)], whole.Parts.Select(part => (part.Id, part.Number)));
        Assert.Equal(whole.StartedAt, whole.Parts[0].StartedAt);
        Assert.Equal(0, whole.Parts[0].Renditions.Single(rendition => rendition.Kind == RenditionKind.Mix).StartMilliseconds);
        Assert.InRange((await Lab.CheckAsync(whole, (0, camera, voice))).Lost, 0, 1000);
        Assert.Empty(Directory.GetDirectories(Lab.Spool));
    }

    [Fact]
    public async Task Leaves_in_the_spool_what_belongs_to_a_recording_that_is_deleted_meanwhile()
    {
        var (id, _, _) = await LeaveAsync();
        await SetAsync(id, RecordingState.Ready);
        await using var trap = await DatabaseTrap.SetAsync(Lab.ConnectionString, "renditions", stalls: false, Cancel);
        var sweeping = SweepAsync();
        await Lab.WaitAsync(id, recording => recording.Parts.Count == 1);
        await using (var context = await Lab.Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel))
            await context.Recordings.Where(row => row.Id == id).ExecuteDeleteAsync(Cancel);
        await trap.ReleaseAsync(Cancel);

        await sweeping.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        var renditions = Directory.GetDirectories(Assert.Single(Directory.GetDirectories(Path.Combine(Lab.Spool, id.ToString("N")))));
        Assert.Equal(3, renditions.Length);
        Assert.All(renditions, folder => Assert.NotEmpty(Directory.GetFiles(folder, "journal-*.mkv")));
        Assert.Equal(3, _logger.Warnings.Count(warning => warning.Contains("The recording was deleted.", StringComparison.Ordinal)));
    }

    /// <summary>A recorder is killed before its Part had a row. How many pictures and sounds it had received.</summary>
    private async Task<(Guid Recording, int Camera, int Voice)> LeaveAsync()
    {
        await using var trap = await DatabaseTrap.SetAsync(Lab.ConnectionString, "parts", stalls: false, Cancel);
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(3 * CameraSecond, Cancel);
        var (camera, voice) = await recorder.KillAsync(Cancel);
        await trap.ReleaseAsync(Cancel);
        return (requested.Id, camera, voice);
    }

    private async Task SetAsync(Guid recording, RecordingState state, string? leaseOwner = null)
    {
        await using var context = await Lab.Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel);
        await context.Recordings.Where(row => row.Id == recording)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.LeaseOwner, leaseOwner), Cancel);
    }

    private Task SweepAsync()
    {
        var options = Lab.Get<RecorderOptions>();
        return new LeftOverSweep(
            Lab.Get<RecordingLeases>(), Lab.Get<RecordingStore>(), Lab.Get<LectureStore>(), Lab.Get<IObjectStore>(), SpoolRoom.Of(options, TimeProvider.System), "test", options,
            Lab.Get<RecorderMetrics>(), TimeProvider.System, _logger).RunAsync(_ => false, Cancel);
    }
}
