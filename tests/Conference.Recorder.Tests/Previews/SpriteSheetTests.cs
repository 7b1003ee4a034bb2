using Conference.Recorder.Previews;

namespace Conference.Recorder.Tests.Previews;

public sealed class SpriteSheetTests
{
    [Fact]
    public void Each_moment_has_the_place_where_its_picture_is_drawn()
    {
        // Twelve pictures of two seconds; the fourth is missing.
        var track = new ThumbnailTrack(23_500);
        Assert.Equal((2000, 12), (track.Interval, track.Count));
        for (var number = 0; number < 12; number++)
        {
            if (number != 3) track.Put(number * 2000, Plain((byte)(number + 1)));
        }

        var cues = SpriteSheet.Describe(track, 23_500, sheet => $"sprite-{sheet + 1}.jpg");
        var pixels = SpriteSheet.Draw(track, 0);

        Assert.StartsWith("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nsprite-1.jpg#xywh=0,0,160,90\n\n", cues, StringComparison.Ordinal);
        Assert.Contains("00:00:04.000 --> 00:00:06.000\nsprite-1.jpg#xywh=320,0,160,90\n\n00:00:08.000 -->", cues, StringComparison.Ordinal);
        Assert.EndsWith("00:00:22.000 --> 00:00:23.500\nsprite-1.jpg#xywh=160,90,160,90\n", cues, StringComparison.Ordinal);
        Assert.Equal(180, SpriteSheet.HeightOf(track, 0));
        Assert.Equal(1600 * 180 * 3, pixels.Length);
        Assert.Equal((3, 0, 11, 12), (PixelAt(330, 5), PixelAt(500, 5), PixelAt(10, 95), PixelAt(170, 179)));

        int PixelAt(int x, int y) => pixels[((y * 1600) + x) * 3];
    }

    [Theory]
    [InlineData(1_000, 2_000, 1)]
    [InlineData(1_000_000, 2_000, 500)]
    [InlineData(10_800_000, 21_600, 500)]
    public void The_pictures_of_a_long_lecture_stand_for_longer_and_are_as_many(long duration, long interval, int count)
    {
        var track = new ThumbnailTrack(duration);
        Assert.Equal((interval, count), (track.Interval, track.Count));
    }

    [Fact]
    public void The_first_picture_of_a_stretch_stays_and_what_lies_outside_is_left_out()
    {
        var track = new ThumbnailTrack(10_000);
        Assert.True(track.IsEmpty);
        track.Put(4500, Plain(1));
        track.Put(5500, Plain(2));
        track.Put(-1, Plain(3));
        track.Put(60_000, Plain(3));

        Assert.Equal(1, track[2][0]);
        Assert.Equal((false, true, false), (track.Wants(4000), track.Wants(6000), track.Wants(60_000)));
    }

    private static byte[] Plain(byte value)
    {
        var picture = new byte[Thumbnail.Length];
        Array.Fill(picture, value);
        return picture;
    }
}
