namespace Conference.Rooms.Tests;

/// <summary>Parts whose rows come when they have been recorded for some time already.</summary>
public sealed class LatePartTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static readonly DateTimeOffset Now = new(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Part_takes_the_place_that_its_start_gives_it()
    {
        var (id, _) = await RequestAsync();
        var first = await AddAsync(id, -60);
        var third = await AddAsync(id, -20);

        var second = await AddAsync(id, -40);

        Assert.Equal(2, second.Number);
        var recording = await storage.Recordings.FindAsync(id, Cancellation);
        Assert.Equal([(first.Id, 1), (second.Id, 2), (third.Id, 3)], recording!.Parts.Select(part => (part.Id, part.Number)));
        Assert.Equal((RecordingState.Recording, At(-60)), (recording.State, recording.StartedAt));
    }

    [Fact]
    public async Task A_Part_is_written_once_whoever_writes_it_again()
    {
        var (id, _) = await RequestAsync();
        var part = await AddAsync(id, -60);

        var again = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => storage.Leases.AddPartAsync(id, part.Id, $"recorder-{n}", At(-60), Cancellation)));

        Assert.All(again, added => Assert.Equal((part.Id, 1, "recorder"), (added.Part!.Id, added.Part.Number, added.Part.RecorderId)));
        Assert.Single((await storage.Recordings.FindAsync(id, Cancellation))!.Parts);
    }

    [Fact]
    public async Task A_pause_ended_the_Part_that_ran_and_not_the_one_before_it()
    {
        var (id, lecture) = await RequestAsync();
        var before = await AddAsync(id, -60);
        Assert.True(await storage.Leases.EndPartAsync(before.Id, At(-50), Cancellation));
        Assert.True(await storage.Recordings.PauseAsync(lecture, Cancellation));
        var pausedAt = (await storage.Recordings.FindAsync(id, Cancellation))!.PausedAt;
        Assert.True(await storage.Recordings.ResumeAsync(lecture, Cancellation));

        var ran = await AddAsync(id, -40);

        Assert.Equal((pausedAt, true), (ran.EndedAt, ran.EndsInPause));
        Assert.Equal(
            [(At(-50), false), (pausedAt, true)], (await storage.Recordings.FindAsync(id, Cancellation))!.Parts.Select(part => (part.EndedAt, part.EndsInPause)));
        Assert.Equal(pausedAt, await storage.Leases.PauseOfPartAsync(ran.Id, Cancellation));
    }

    [Fact]
    public async Task A_Part_before_it_that_a_pause_did_end_stays_so()
    {
        var (id, lecture) = await RequestAsync();
        await AddAsync(id, -60);
        Assert.True(await storage.Recordings.PauseAsync(lecture, Cancellation));
        Assert.True(await storage.Recordings.ResumeAsync(lecture, Cancellation));
        var resumedAt = (await storage.Recordings.FindAsync(id, Cancellation))!.Pauses[1];
        Assert.True(await storage.Recordings.PauseAsync(lecture, Cancellation));

        var ran = await storage.Leases.AddPartAsync(id, Guid.CreateVersion7(), "recorder", resumedAt, Cancellation);

        var recording = (await storage.Recordings.FindAsync(id, Cancellation))!;
        Assert.Equal([(recording.Pauses[0], true), (recording.Pauses[2], true)], recording.Parts.Select(part => (part.EndedAt!.Value, part.EndsInPause)));
        Assert.Equal(2, ran.Part!.Number);
    }

    [Fact]
    public async Task A_Part_that_began_in_a_pause_is_refused_also_when_that_is_over()
    {
        var (id, lecture) = await RequestAsync();
        Assert.True(await storage.Recordings.PauseAsync(lecture, Cancellation));
        var pausedAt = (await storage.Recordings.FindAsync(id, Cancellation))!.PausedAt!.Value;
        Assert.True(await storage.Recordings.ResumeAsync(lecture, Cancellation));

        Assert.Equal(new AddedPart(null, PartRefusal.Paused), await storage.Leases.AddPartAsync(id, Guid.CreateVersion7(), "recorder", pausedAt, Cancellation));

        Assert.Null((await storage.Recordings.FindAsync(id, Cancellation))!.StartedAt);
    }

    [Fact]
    public async Task A_Part_before_the_recordings_start_waits_until_it_is_done_and_moves_the_rest()
    {
        var (id, lecture) = await RequestAsync();
        var known = await AddAsync(id, -20);
        var rendition = new Rendition
        {
            Id = Guid.CreateVersion7(), PartId = known.Id, Kind = RenditionKind.Mix, Format = RenditionFormat.Hls, Codecs = "opus", DurationMilliseconds = 10_000, ObjectPrefix = $"recordings/x/{id}",
            Gaps = [new(1000, 2000), new(3000, 4000)],
        };
        await storage.Leases.AddRenditionAsync(rendition, Cancellation);
        var early = Guid.CreateVersion7();
        Assert.Equal(new AddedPart(null, PartRefusal.TooEarly), await storage.Leases.AddPartAsync(id, early, "recorder", At(-60), Cancellation));
        await storage.Recordings.RequestStopAsync(lecture, Cancellation);
        await using (var context = await storage.OpenContextAsync())
        {
            var row = await context.Recordings.FindAsync([id], Cancellation);
            (row!.State, row.DurationMilliseconds, row.Slides, row.Cuts) = (RecordingState.Ready, 10_000, [500, 5000], [new(0, 700)]);
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(1, (await storage.Leases.AddPartAsync(id, early, "recorder", At(-60), Cancellation)).Part!.Number);

        var whole = (await storage.Recordings.FindAsync(id, Cancellation))!;
        Assert.Equal((At(-60), 50_000L), (whole.StartedAt, whole.DurationMilliseconds));
        Assert.Equal([early, known.Id], whole.Parts.Select(part => part.Id));
        var moved = Assert.Single(whole.Parts[1].Renditions);
        Assert.Equal(40_000, moved.StartMilliseconds);
        Assert.Equal([new(41_000, 42_000), new(43_000, 44_000)], moved.Gaps);
        Assert.Equal([40_500, 45_000], whole.Slides);
        Assert.Equal([new(40_000, 40_700)], whole.Cuts);
    }

    [Fact]
    public async Task What_is_deleted_does_not_come_back()
    {
        var gone = Guid.CreateVersion7();

        Assert.Equal(new AddedPart(null, PartRefusal.NoRecording), await storage.Leases.AddPartAsync(gone, Guid.CreateVersion7(), "recorder", Now, Cancellation));

        Assert.Null(await storage.Recordings.FindAsync(gone, Cancellation));
    }

    private static DateTimeOffset At(int seconds) => Now.AddSeconds(seconds);

    private async Task<Part> AddAsync(Guid recording, int seconds) =>
        (await storage.Leases.AddPartAsync(recording, Guid.CreateVersion7(), "recorder", At(seconds), Cancellation)).Part!;

    private async Task<(Guid Recording, Guid Lecture)> RequestAsync()
    {
        var lecture = await storage.StartLectureAsync();
        return ((await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id, lecture.Id);
    }
}
