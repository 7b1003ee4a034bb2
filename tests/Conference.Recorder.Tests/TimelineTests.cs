using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests;

/// <summary>Whatever comes and goes in a lecture: one recording, one time line.</summary>
public sealed class TimelineTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();
    private readonly ParticipantId _ann = new(Guid.NewGuid());

    [Fact]
    public async Task A_lecture_in_which_everything_changes_is_one_recording_on_one_time_line()
    {
        // Her browser's clock and encoders are the same whatever she does; after she has left and come back both are others.
        var ann = new Publisher { Id = _ann, Jitter = 40_000, ClockOffset = 77 * Second };
        var back = new Publisher(seed: 2) { Id = _ann, Jitter = 40_000, ClockOffset = -3 * Second };

        // The camera: VP9; a newcomer cannot take that, so H264 from 10 s on, which grows at 16 s; off from 20 s to 26 s.
        // (No packet of the old codec comes after the word of the new one: the SFU lets none through.)
        var vp9 = ann.Add(TrackSource.Camera, "VP9", [.. (await VideoAsync("VP9", 1, 9)).Where(frame => frame.At < 9_900_000)], until: 60 * Second);
        List<(long At, byte[] Data)> h264 = [.. await VideoAsync("H264", 10, 6), .. await VideoAsync("H264", 16, 4, "640x360"), .. await VideoAsync("H264", 26, 4, "640x360")];
        ann.Add(TrackSource.Camera, "H264", h264, replaces: vp9, until: 30 * Second);
        // The screen: on, off, on.
        ann.Add(TrackSource.Screen, "VP9", await VideoAsync("VP9", 5, 6), until: 11 * Second);
        ann.Add(TrackSource.Screen, "VP9", await VideoAsync("VP9", 18, 8), until: 26 * Second);
        // The voice: speech, DTX (a packet every 400 ms), speech, muted, speech.
        var speech = Sounds.Encode(29, Second, Sounds.Tone(400)).Where(frame => frame.At switch
        {
            >= 5 * Second and < 8 * Second => frame.At % 400_000 == 0,
            >= 12 * Second and < 18 * Second => false,
            _ => true,
        }).ToList();
        ann.Add(TrackSource.Microphone, "opus", speech, until: 30 * Second);

        back.Add(TrackSource.Camera, "VP9", await VideoAsync("VP9", 36, 8), until: 44 * Second);
        back.Add(TrackSource.Microphone, "opus", Sounds.Encode(8, 36 * Second, Sounds.Tone(1000)), until: 44 * Second);

        await _part.RecordAsync(0, 45 * Second, ann, back);

        Spans(RenditionKind.Camera, (1, 10), (10, 30), (36, 44));
        Spans(RenditionKind.Screen, (5, 11), (18, 26));
        Spans(RenditionKind.Voice, (1, 30), (36, 44));
        var mix = _part.Single(RenditionKind.Mix);
        Assert.Equal((0L, 45_000L), (mix.StartMilliseconds, mix.DurationMilliseconds));

        // The gaps are known.
        var camera = _part.Renditions.Single(rendition => rendition is { Kind: RenditionKind.Camera, StartMilliseconds: > 9_000 and < 11_000 });
        var off = Assert.Single(camera.Gaps);
        Assert.InRange(off.StartMilliseconds, 19_900, 20_200);
        Assert.InRange(off.EndMilliseconds, 25_950, 26_200);
        var voice = _part.Renditions.First(rendition => rendition.Kind == RenditionKind.Voice);
        Assert.Contains(voice.Gaps, gap => gap.StartMilliseconds is > 11_900 and < 12_100 && gap.EndMilliseconds is > 17_900 and < 18_100);

        // What grew has another initialization segment; nothing else is discontinuous.
        Assert.Single(await _part.Stored(camera).PlaylistAsync(), line => line == "#EXT-X-DISCONTINUITY");
        foreach (var other in _part.Renditions.Where(rendition => rendition.Id != camera.Id))
            Assert.DoesNotContain("#EXT-X-DISCONTINUITY", await _part.Stored(other).PlaylistAsync());

        // The mix says everything at its time.
        var sound = await Sounds.DecodeAsync(await _part.AssembleAsync(mix));
        foreach (var (from, to, isSpoken) in ((double, double, bool)[])[(1.3, 4.8, true), (12.5, 17.8, false), (18.3, 28.5, true), (30.5, 35.8, false)])
        {
            var loudness = Sounds.Amplitude(sound, from, to, 400);
            Assert.True(isSpoken ? loudness > 0.2 : loudness < 0.02, $"{from} to {to} s: {loudness:F3}");
        }

        Assert.True(Sounds.Amplitude(sound, 36.3, 43.5, 1000) > 0.2);
        Assert.True(Sounds.Amplitude(sound, 1.3, 28, 1000) < 0.03);
    }

    public void Dispose() => _part.Dispose();

    private static async Task<List<(long At, byte[] Data)>> VideoAsync(string codec, int start, int seconds, string size = "320x180") =>
        Encoded.Timed(await Encoded.VideoAsync(codec, seconds, size), start * Second);

    /// <summary>The renditions of a kind begin and end there, in seconds.</summary>
    private void Spans(RenditionKind kind, params (double From, double To)[] expected)
    {
        var found = _part.Renditions.Where(rendition => rendition.Kind == kind).ToList();
        Assert.Equal(expected.Length, found.Count);
        foreach (var (rendition, (from, to)) in found.Zip(expected))
        {
            Assert.InRange(rendition.StartMilliseconds / 1000.0, from, from + 0.1);
            Assert.InRange((rendition.StartMilliseconds + rendition.DurationMilliseconds) / 1000.0, to - 0.1, to + 0.1);
        }
    }
}
