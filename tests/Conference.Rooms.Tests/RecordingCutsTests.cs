namespace Conference.Rooms.Tests;

public sealed class RecordingCutsTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    [Theory]
    [InlineData("", "", "0-60000")]
    [InlineData("0-5000", "0-5000", "5000-60000")]
    [InlineData("50000-60000 0-5000", "0-5000 50000-60000", "5000-50000")]
    [InlineData("10000-20000 15000-30000 30000-31000", "10000-31000", "0-10000 31000-60000")]
    [InlineData("50000-90000 70000-80000", "50000-60000", "0-50000")]
    [InlineData("1-2 3-4", "1-2 3-4", "0-1 2-3 4-60000")]
    public void Cuts_are_kept_in_order_apart_and_within_the_recording(string given, string cuts, string kept)
    {
        var normal = RecordingCuts.Normalize(Parse(given), 60_000);

        Assert.Equal(Parse(cuts), normal);
        Assert.Equal(Parse(kept).Select(span => (span.StartMilliseconds, span.EndMilliseconds)), RecordingCuts.Kept(normal!, 60_000));
    }

    [Theory]
    [InlineData("0-60000")]
    [InlineData("0-30000 30000-59500")]
    [InlineData("5-5")]
    [InlineData("7-5")]
    public void Cuts_that_are_none_or_leave_nothing_are_refused(string given) => Assert.Null(RecordingCuts.Normalize(Parse(given), 60_000));

    [Fact]
    public void A_cut_before_the_start_and_too_many_are_refused()
    {
        Assert.Null(RecordingCuts.Normalize([new RecordingCut(-1, 5)], 60_000));
        Assert.Null(RecordingCuts.Normalize(Enumerable.Range(0, RecordingCuts.Most + 1).Select(i => new RecordingCut(i * 100, (i * 100) + 1)), 60_000));
    }

    [Fact]
    public async Task A_recording_that_is_ready_keeps_its_cuts_and_another_takes_none()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var lecture = await storage.StartLectureAsync();
        var recording = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, cancellation))!;
        Assert.False(await storage.Recordings.SetCutsAsync(recording.Id, [new RecordingCut(0, 5)], cancellation));
        await using (var context = await storage.OpenContextAsync())
        {
            var row = await context.Recordings.FindAsync([recording.Id], cancellation);
            row!.State = RecordingState.Ready;
            await context.SaveChangesAsync(cancellation);
        }

        Assert.True(await storage.Recordings.SetCutsAsync(recording.Id, [new RecordingCut(0, 5), new RecordingCut(7, 9)], cancellation));

        Assert.Equal([new RecordingCut(0, 5), new RecordingCut(7, 9)], (await storage.Recordings.FindAsync(recording.Id, cancellation))!.Cuts);
    }

    private static RecordingCut[] Parse(string spans) =>
        [.. spans.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(span => span.Split('-')).Select(ends => new RecordingCut(long.Parse(ends[0]), long.Parse(ends[1])))];
}
