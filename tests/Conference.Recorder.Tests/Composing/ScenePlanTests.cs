using Conference.Recorder.Composing;
using Conference.Recorder.Hls;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tests.Composing;

public sealed class ScenePlanTests
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();

    [Fact]
    public void A_scene_begins_wherever_a_picture_comes_or_goes()
    {
        var scenes = Plan(VideoLayout.ScreenAndCamera, 20_000, Camera(Ann, 2_003, 16_000), Screen(Ann, 5_000, 5_000));

        Assert.Equal([0L, 2_000, 5_000, 10_000, 18_000], scenes.Select(scene => scene.From));
        Assert.Equal([0, 1, 2, 1, 0], scenes.Select(scene => scene.Placements.Count));
        Assert.Equal(20_000 / 40, scenes.Sum(scene => scene.Frames));
    }

    [Fact]
    public void A_camera_is_not_shown_in_a_long_gap_and_held_in_a_short_one_and_a_screen_stands()
    {
        var camera = Camera(Ann, 0, 20_000, new RenditionGap(2_000, 4_000), new RenditionGap(8_000, 12_000));
        var screen = Screen(Bob, 0, 20_000, new RenditionGap(1_000, 19_000));

        var scenes = Plan(VideoLayout.ScreenAndCamera, 20_000, camera, screen);

        Assert.Equal([(0L, 2), (8_000, 1), (12_000, 2)], scenes.Select(scene => (scene.From, scene.Placements.Count)));
        Assert.True(scenes[1].Placements[0].Track.IsScreen);
    }

    [Fact]
    public void A_long_scene_is_cut_so_that_work_can_be_resumed_and_so_is_one_that_needs_another_decoder()
    {
        var camera = Camera(Ann, 1_000, 150_000) with
        {
            Segments = [new PlaylistSegment("1", 0, 99_000_000, "init.mp4"), new PlaylistSegment("2", 99_000_000, 51_000_000, "init-2.mp4")],
        };

        var scenes = Plan(VideoLayout.Camera, 151_000, camera);

        Assert.Equal([0L, 1_000, 61_000, 100_000], scenes.Select(scene => scene.From));
    }

    [Fact]
    public void Nothing_that_was_cut_out_is_in_a_scene()
    {
        var scenes = ScenePlan.Of(VideoLayout.Grid, [Camera(Ann, 0, 30_000), Screen(Bob, 12_000, 8_000)], [new KeptSpan(1_000, 3_000), new KeptSpan(10_000, 14_000)]);

        Assert.Equal([(1_000L, 3_000L), (10_000, 12_000), (12_000, 14_000)], scenes.Select(scene => (scene.From, scene.To)));
    }

    [Fact]
    public void Somebody_who_came_back_is_there_once_and_the_teacher_comes_first()
    {
        var early = Camera(Bob, 0, 10_000) with { Rank = 1 };
        var left = Camera(Ann, 0, 6_000) with { Rank = 0 };
        var back = Camera(Ann, 4_000, 6_000) with { Rank = 2 };

        var scene = Plan(VideoLayout.Grid, 10_000, early, left, back).Single(scene => scene.From == 4_000);

        Assert.Equal([back.Rendition.Id, early.Rendition.Id], scene.Placements.Select(placement => placement.Track.Rendition.Id));
    }

    [Theory]
    [InlineData(VideoLayout.ScreenAndCamera)]
    [InlineData(VideoLayout.Camera)]
    [InlineData(VideoLayout.Grid)]
    public void Pictures_stay_on_the_canvas_beside_each_other_whatever_their_number(VideoLayout layout)
    {
        for (var cameras = 0; cameras < 14; cameras++)
        {
            for (var screens = 0; screens < 3; screens++)
            {
                PictureTrack[] tracks = [.. Enumerable.Range(0, screens).Select(_ => Screen(Guid.NewGuid(), 0, 1_000)), .. Enumerable.Range(0, cameras).Select(_ => Camera(Guid.NewGuid(), 0, 1_000))];
                var placements = Canvas.Place(layout, tracks);
                Assert.All(placements, p => Assert.True(p is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 } && p.X + p.Width <= Canvas.Width && p.Y + p.Height <= Canvas.Height));
                Assert.All(placements, p => Assert.True((p.X | p.Y | p.Width | p.Height) % 2 == 0));
                Assert.DoesNotContain(placements.SelectMany((a, i) => placements.Skip(i + 1).Select(b => (a, b))), pair => Overlap(pair.a, pair.b));
                if (layout != VideoLayout.Camera) Assert.Equal(screens > 0, placements.Any(p => p.Track.IsScreen));
            }
        }
    }

    private static bool Overlap(Placement a, Placement b) => a.X < b.X + b.Width && b.X < a.X + a.Width && a.Y < b.Y + b.Height && b.Y < a.Y + a.Height;

    private static IReadOnlyList<Scene> Plan(VideoLayout layout, long length, params PictureTrack[] tracks) => ScenePlan.Of(layout, tracks, [new KeptSpan(0, length)]);

    private static PictureTrack Camera(Guid participant, long start, long duration, params RenditionGap[] gaps) => Track(RenditionKind.Camera, participant, start, duration, gaps);

    private static PictureTrack Screen(Guid participant, long start, long duration, params RenditionGap[] gaps) => Track(RenditionKind.Screen, participant, start, duration, gaps);

    private static PictureTrack Track(RenditionKind kind, Guid participant, long start, long duration, RenditionGap[] gaps) => new(
        new Rendition { Id = Guid.NewGuid(), Kind = kind, ParticipantId = participant, Codecs = "vp8", StartMilliseconds = start, DurationMilliseconds = duration, Gaps = gaps, ObjectPrefix = "p" },
        [], 0);
}
