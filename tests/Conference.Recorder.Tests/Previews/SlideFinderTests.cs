using Conference.Recorder.Previews;

namespace Conference.Recorder.Tests.Previews;

public sealed class SlideFinderTests
{
    private readonly SlideFinder _finder = new();
    private readonly Random _random = new(3);
    private long _second;

    [Fact]
    public void A_slide_is_found_in_the_second_in_which_it_came()
    {
        Show(Slide(1), 30);
        Show(Slide(2), 30);
        Show(Slide(3), 30);

        Assert.Equal([30_000, 60_000], _finder.Slides());
    }

    [Fact]
    public void The_noise_of_compression_a_pointer_and_a_line_of_text_more_are_no_slides()
    {
        var slide = Slide(1);
        for (var second = 0; second < 120; second++)
        {
            var picture = (byte[])slide.Clone();
            for (var i = 0; i < picture.Length; i++) picture[i] = (byte)Math.Clamp(picture[i] + _random.Next(-12, 13), 0, 255);
            // A pointer that wanders, and text that grows line by line.
            Fill(picture, _random.Next(150), _random.Next(80), 4, 6, 255);
            Fill(picture, 10, 40, 100, 2 * (second / 60), 0);
            _finder.OnPicture(second * 1000, picture);
        }

        Assert.Empty(_finder.Slides());
    }

    [Fact]
    public void A_film_is_one_chapter_and_the_slide_behind_it_another()
    {
        Show(Slide(1), 30);
        for (var second = 0; second < 60; second++) Show(Slide(100 + second), 1);
        Show(Slide(2), 30);

        Assert.Equal([30_000, 90_000], _finder.Slides());
    }

    [Fact]
    public void Leafing_through_slides_is_one_chapter_where_it_began()
    {
        Show(Slide(1), 60);
        for (var n = 2; n < 6; n++) Show(Slide(n), 3);
        Show(Slide(6), 60);

        Assert.Equal([60_000], _finder.Slides());
    }

    [Fact]
    public void A_window_that_comes_and_goes_is_no_slide()
    {
        Show(Slide(1), 30);
        Show(Slide(9), 1);
        Show(Slide(1), 60);

        Assert.Empty(_finder.Slides());
    }

    [Fact]
    public void Their_number_is_bounded_and_they_are_apart_from_each_other()
    {
        for (var n = 0; n < 1000; n++) Show(Slide(n), 21);

        var slides = _finder.Slides();
        Assert.Equal(SlideFinder.Most, slides.Count);
        Assert.All(slides.Zip(slides.Skip(1)), pair => Assert.True(pair.Second - pair.First >= SlideFinder.Apart));
    }

    private void Show(byte[] picture, int seconds)
    {
        for (; seconds > 0; seconds--, _second++) _finder.OnPicture(_second * 1000, picture);
    }

    /// <summary>White, with blocks of grey in places of its own.</summary>
    private static byte[] Slide(int seed)
    {
        var random = new Random(seed);
        var picture = new byte[Thumbnail.Length];
        Array.Fill(picture, (byte)255);
        for (var block = 0; block < 12; block++) Fill(picture, random.Next(130), random.Next(80), 30, 10, (byte)random.Next(160));
        return picture;
    }

    private static void Fill(byte[] picture, int x, int y, int width, int height, byte value)
    {
        for (var row = y; row < Math.Min(y + height, Thumbnail.Height); row++)
            picture.AsSpan(((row * Thumbnail.Width) + x) * 3, Math.Min(width, Thumbnail.Width - x) * 3).Fill(value);
    }
}
