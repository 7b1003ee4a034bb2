namespace Conference.Rooms.Tests;

public sealed class RecordingTimelineTests
{
    private static readonly DateTimeOffset Start = new(2030, 3, 4, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_Parts_the_time_line_is_the_clock_on_the_wall()
    {
        var line = RecordingTimeline.Of(Start, []);

        Assert.Equal([null, 0, 5000], [line.Place(At(-1)), line.Place(Start), line.Place(At(5))]);
        Assert.Equal((At(5), 7000L), (line.MomentAt(5000), line.OffsetAt(At(7))));
        Assert.Empty(line.Pauses);
    }

    [Fact]
    public void What_passes_while_a_recorder_is_away_is_on_the_time_line()
    {
        var line = RecordingTimeline.Of(Start, [Part(1, 0, 10), Part(2, 25, null)]);

        Assert.Equal([9000, 20_000, 25_000, 30_000], [line.Place(At(9)), line.Place(At(20)), line.Place(At(25)), line.Place(At(30))]);
        Assert.Equal((At(20), 40_000L), (line.MomentAt(20_000), line.OffsetAt(At(40))));
        Assert.Empty(line.Pauses);
    }

    [Fact]
    public void A_pause_takes_no_time_and_nothing_in_it_has_a_place()
    {
        var parts = new[] { Part(1, 0, 10, paused: true), Part(2, 70, 80, paused: true), Part(3, 90, null) };
        var line = RecordingTimeline.Of(Start, parts);

        Assert.Equal(
            [10_000, null, null, 10_000, 15_000, 20_000, null, 20_000, 25_000],
            [line.Place(At(10)), line.Place(At(10.001)), line.Place(At(69)), line.Place(At(70)), line.Place(At(75)), line.Place(At(80)), line.Place(At(85)), line.Place(At(90)), line.Place(At(95))]);
        Assert.Equal([new RecordingPause(parts[0].Id, 10_000, 60_000), new RecordingPause(parts[1].Id, 20_000, 10_000)], line.Pauses);
        Assert.Equal([At(10), At(75), At(80), At(95)], [line.MomentAt(10_000), line.MomentAt(15_000), line.MomentAt(20_000), line.MomentAt(25_000)]);
    }

    [Fact]
    public void The_Part_after_a_pause_that_goes_on_will_begin_where_the_last_one_ended()
    {
        var part = Part(1, 0, 10, paused: true);
        var line = RecordingTimeline.Of(Start, [part]);

        Assert.Equal((10_000L, 10_000L), (line.OffsetAt(At(60)), line.OffsetAt(At(600))));
        Assert.Equal([new RecordingPause(part.Id, 10_000, null)], line.Pauses);
    }

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static Part Part(int number, double from, double? to, bool paused = false) => new()
    {
        Id = Guid.CreateVersion7(), Number = number, StartedAt = At(from), EndedAt = to is { } end ? At(end) : null, EndsInPause = paused, RecorderId = "recorder",
    };
}
