using Conference.Recorder.Packaging;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tests.Packaging;

public sealed class GapFinderTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_run_of_fillers_is_a_gap_from_the_frame_before_it_to_the_frame_after_it()
    {
        var finder = GapFinder.For(RenditionKind.Camera);
        Pass(finder, (1, false), (4, true), (8, true), (9, false));

        Assert.Equal([new MediaGap(1 * Second, 9 * Second)], finder.Between(0, 20 * Second));
    }

    [Fact]
    public void Segments_share_a_gap_and_each_has_its_part()
    {
        var finder = GapFinder.For(RenditionKind.Camera);
        Pass(finder, (1, false), (4, true));
        Assert.Equal([new MediaGap(1 * Second, 4 * Second)], finder.Between(0, 4 * Second));
        Pass(finder, (8, true), (9, false));
        Assert.Equal([new MediaGap(4 * Second, 8 * Second)], finder.Between(4 * Second, 8 * Second));
        Assert.Equal([new MediaGap(8 * Second, 9 * Second)], finder.Between(8 * Second, 12 * Second));
    }

    [Fact]
    public void A_still_screen_has_no_gap_until_it_is_held()
    {
        var finder = GapFinder.For(RenditionKind.Screen);
        Pass(finder, (0, false), (7, false));

        Assert.Empty(finder.Between(0, 7 * Second));
    }

    [Fact]
    public void A_camera_that_stands_for_a_second_has_a_gap_without_any_filler()
    {
        var finder = GapFinder.For(RenditionKind.Camera);
        Pass(finder, (0, false), (2, false));
        finder.OnEnd(5 * Second);

        Assert.Equal([new MediaGap(0, 2 * Second), new MediaGap(2 * Second, 5 * Second)], finder.Between(0, 5 * Second));
    }

    [Fact]
    public void A_lost_packet_of_a_voice_is_no_gap()
    {
        var finder = GapFinder.For(RenditionKind.Voice);
        finder.OnFrame(Frame(0, false));
        for (var at = 20_000L; at < 500_000; at += 20_000) finder.OnFrame(Frame(at, true));
        finder.OnFrame(Frame(500_000, false));

        Assert.Empty(finder.Between(0, Second));
    }

    [Fact]
    public void After_a_restart_in_the_middle_of_a_gap_it_goes_on_from_the_first_frame()
    {
        var finder = GapFinder.For(RenditionKind.Camera);
        Pass(finder, (8, true), (12, true), (13, false));

        Assert.Equal([new MediaGap(8 * Second, 13 * Second)], finder.Between(8 * Second, 16 * Second));
    }

    private static void Pass(GapFinder finder, params (long Second, bool IsFiller)[] frames)
    {
        foreach (var (second, isFiller) in frames) finder.OnFrame(Frame(second * Second, isFiller));
    }

    private static MediaFrame Frame(long at, bool isFiller) => new(at, IsKeyFrame: true, new byte[1]) { IsFiller = isFiller };
}
