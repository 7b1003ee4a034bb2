using Conference.Recorder.Time;

namespace Conference.Recorder.Tests.Time;

public sealed class SteadyTimeTests
{
    private const long Frame = 20_000;
    private readonly SteadyTime _steady = new();

    [Fact]
    public void Frames_with_true_times_are_left_where_they_are()
    {
        for (var i = 0; i < 200; i++) Assert.Equal(i * Frame, _steady.Place(i * Frame, Frame, follows: i > 0));
    }

    [Fact]
    public void Two_frames_with_one_time_are_laid_end_to_end()
    {
        for (var i = 0; i < 200; i++) Assert.Equal(i * Frame, _steady.Place((i - (i % 2)) * Frame, Frame, follows: i > 0));
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(-30_000)]
    public void What_half_a_second_agrees_on_is_believed(long error)
    {
        for (var i = 0; i < 50; i++) _steady.Place(i * Frame, Frame, follows: i > 0);
        var moved = Enumerable.Range(50, 50).Select(i => _steady.Place((i * Frame) + error, Frame, follows: true) - (i * Frame)).ToList();
        Assert.Equal([0, error], moved.Distinct());
        Assert.InRange(moved.IndexOf(error), 10, 25);
    }

    [Fact]
    public void A_clock_that_drifts_is_followed()
    {
        for (var i = 0; i < 50_000; i++)
        {
            var at = i * Frame * 10_002 / 10_000;
            Assert.InRange(_steady.Place(at, Frame, follows: i > 0) - at, -200, 200);
        }
    }

    [Theory]
    [InlineData(60_000, true)]
    [InlineData(-200_000, true)]
    [InlineData(20_000, false)]
    public void A_pause_and_a_lost_packet_are_a_step_at_once(long step, bool follows)
    {
        for (var i = 0; i < 60; i++) _steady.Place(i * Frame, Frame, follows: i > 0);
        Assert.Equal((60 * Frame) + step, _steady.Place((60 * Frame) + step, Frame, follows));
        Assert.Equal((61 * Frame) + step, _steady.Place((61 * Frame) + step, Frame, follows: true));
    }
}
