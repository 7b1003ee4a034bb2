using System.Globalization;
using Conference.Recorder.Mp4;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests;

/// <summary>Where nothing comes from a publisher its renditions go on without a hole, and say so.</summary>
public sealed class GapTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();

    [Theory]
    [InlineData("VP9")]
    [InlineData("H264")]
    [InlineData("AV1")]
    [InlineData("VP8")]
    public async Task A_camera_that_is_off_for_a_while_stays_one_rendition_that_knows_the_gap(string codec)
    {
        var ann = new Publisher();
        var frames = Encoded.Timed(await Encoded.VideoAsync(codec, 24), Second).Where(f => f.At < 6_600_000 || f.At >= 21 * Second).ToList();
        ann.Add(TrackSource.Camera, codec, frames, until: 40 * Second);

        await _part.RecordAsync(0, 30 * Second, ann);

        var camera = _part.Single(RenditionKind.Camera);
        // To the Part's end, although its last picture came at 25 s.
        Assert.InRange(camera.StartMilliseconds + camera.DurationMilliseconds, 29_990, 30_010);
        Assert.Equal(2, camera.Gaps.Count);
        Assert.InRange(camera.Gaps[0].StartMilliseconds, 6_500, 6_700);
        Assert.InRange(camera.Gaps[0].EndMilliseconds, 21_000, 21_100);
        Assert.InRange(camera.Gaps[1].StartMilliseconds, 24_900, 25_100);
        Assert.InRange(camera.Gaps[1].EndMilliseconds, 29_990, 30_010);
        var (segments, target) = await _part.Stored(camera).LengthsAsync();
        Assert.Equal(7, target);
        Assert.All(segments, length => Assert.InRange(length, 0.9, 7.49));
        await HasNoHoleAsync(camera, segments.Sum());
        // Everything that came, and four held pictures.
        Assert.Equal([$"{frames.Count + 4}"], await Tool.ProbeAsync(await _part.AssembleAsync(camera), "stream=nb_read_packets", "-count_packets"));
    }

    [Fact]
    public async Task A_still_screen_stands_to_the_end_of_the_part_in_segments_of_ten_seconds()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Screen, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 2), Second), until: 60 * Second);

        await _part.RecordAsync(0, 45 * Second, ann);

        var screen = _part.Single(RenditionKind.Screen);
        Assert.InRange(screen.StartMilliseconds + screen.DurationMilliseconds, 44_990, 45_010);
        var (segments, target) = await _part.Stored(screen).LengthsAsync();
        Assert.Equal(12, target);
        Assert.All(segments.SkipLast(1), length => Assert.InRange(length, 9, 12.49));
        await HasNoHoleAsync(screen, segments.Sum());
    }

    [Fact]
    public async Task What_a_stalled_network_delivers_late_is_kept_whole_and_is_no_gap()
    {
        var ann = new Publisher { Outage = (6_200_000, 9_000_000) };
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 12, keyFrameEvery: 100), Second), until: 40 * Second);

        await _part.RecordAsync(0, 13_030_000, ann);

        var camera = _part.Single(RenditionKind.Camera);
        Assert.Empty(camera.Gaps);
        Assert.Equal(["300"], await Tool.ProbeAsync(await _part.AssembleAsync(camera), "stream=nb_read_packets", "-count_packets"));
    }

    [Theory]
    [InlineData("VP9")]
    [InlineData("VP8")]
    public async Task A_publisher_that_never_sends_another_key_frame_changes_no_target_duration_and_has_no_independent_segments(string codec)
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, codec, Encoded.Timed(await Encoded.VideoAsync(codec, 20, keyFrameEvery: 10_000), Second));

        _part.SendsKeyFrames = false;
        await _part.RecordAsync(0, 23 * Second, ann);

        var camera = _part.Single(RenditionKind.Camera);
        var (segments, target) = await _part.Stored(camera).LengthsAsync();
        Assert.Equal(7, target);
        Assert.True(segments.Count >= 3 && segments.Max() <= 7.49, string.Join(' ', segments));
        Assert.Equal(["500"], await Tool.ProbeAsync(await _part.AssembleAsync(camera), "stream=nb_read_packets", "-count_packets"));
        Assert.DoesNotContain("#EXT-X-INDEPENDENT-SEGMENTS", await _part.Stored(camera).PlaylistAsync());
        await HasNoHoleAsync(camera, segments.Sum());
    }

    [Fact]
    public async Task A_muted_voice_is_silence_to_the_end_of_the_part_and_knows_the_gaps()
    {
        var ann = new Publisher();
        var speech = Sounds.Encode(3, Second, Sounds.Tone(400)).Concat(Sounds.Encode(2, 9 * Second, Sounds.Tone(400))).ToList();
        ann.Add(TrackSource.Microphone, "opus", speech, until: 40 * Second);

        await _part.RecordAsync(0, 20 * Second, ann);

        var voice = _part.Single(RenditionKind.Voice);
        Assert.InRange(voice.StartMilliseconds + voice.DurationMilliseconds, 19_960, 20_020);
        Assert.Equal(2, voice.Gaps.Count);
        Assert.InRange(voice.Gaps[0].StartMilliseconds, 3_900, 4_100);
        Assert.InRange(voice.Gaps[0].EndMilliseconds, 8_900, 9_100);
        // A segment that ends less than a second after the voice does not know yet that it is a gap.
        Assert.InRange(voice.Gaps[1].StartMilliseconds, 10_900, 12_000);
        Assert.InRange(voice.Gaps[1].EndMilliseconds, 19_960, 20_020);
        await HasNoHoleAsync(voice, (await _part.Stored(voice).LengthsAsync()).Segments.Sum());
    }

    /// <summary>It decodes without a complaint, and every frame lasts until the next, the last one to the end.</summary>
    private async Task HasNoHoleAsync(Rendition rendition, double length)
    {
        var file = await _part.AssembleAsync(rendition);
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        Assert.InRange(rendition.Format == RenditionFormat.WebM ? await WebMEndAsync(file) : Mp4End(file), length - 0.002, length + 0.002);
    }

    /// <summary>Within a fragment times are sums of durations, so a hole could only be between two of them.</summary>
    private static double Mp4End(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var timescale = InitializationSegment.Read(bytes).Timescale;
        ReadOnlySpan<byte> boxes = bytes;
        long end = 0;
        while (Boxes.TryTake(ref boxes, out var type, out var content))
        {
            if (type != BoxType.Moof) continue;
            var fragment = MovieFragment.Read(content);
            Assert.Equal(end, fragment.Start);
            end += fragment.Duration;
        }

        return (double)end / timescale;
    }

    /// <summary>Only the last frame of a Cluster says how long it lasts: until the next Cluster.</summary>
    private static async Task<double> WebMEndAsync(string file)
    {
        var packets = (await Tool.ProbeAsync(file, "packet=pts_time,duration_time")).Select(line => line.Split(',')).ToList();
        for (var i = 0; i + 1 < packets.Count; i++)
        {
            if (packets[i][1] != "N/A") Assert.Equal(Parse(packets[i + 1][0]), Parse(packets[i][0]) + Parse(packets[i][1]), tolerance: 0.002);
        }

        return Parse(packets[^1][0]) + Parse(packets[^1][1]);
    }

    private static double Parse(string seconds) => double.Parse(seconds, CultureInfo.InvariantCulture);

    public void Dispose() => _part.Dispose();
}
