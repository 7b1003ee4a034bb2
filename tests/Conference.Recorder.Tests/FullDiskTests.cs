using Conference.Recorder.Packaging;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests;

/// <summary>A disk that fills up in the middle of a lecture and is emptied again.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();

    [Fact]
    public async Task What_a_scarce_disk_leaves_out_is_a_known_gap_and_what_comes_after_it_plays()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 22), Second));
        ann.Add(TrackSource.Screen, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 22), Second));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(22, Second, Sounds.Tone(400)));
        _part.Free = now => now is >= 6 * Second and < 14 * Second ? RecordedPart.Reserve / 4 : long.MaxValue;

        await _part.RecordAsync(0, 24 * Second, ann);

        foreach (var kind in (RenditionKind[])[RenditionKind.Camera, RenditionKind.Voice])
        {
            var rendition = _part.Single(kind);
            var gap = Assert.Single(rendition.Gaps, gap => gap.EndMilliseconds - gap.StartMilliseconds > 6_000);
            Assert.InRange(gap.StartMilliseconds, 5_000, 7_000);
            Assert.InRange(gap.EndMilliseconds, 13_500, 17_000);
            Assert.InRange(rendition.DurationMilliseconds, 21_900, 23_100);
        }

        Assert.Empty(_part.Single(RenditionKind.Screen).Gaps);
        Assert.Empty(_part.Single(RenditionKind.Mix).Gaps);
        foreach (var rendition in _part.Renditions) Assert.Equal("", await Tool.DecodeErrorsAsync(await _part.AssembleAsync(rendition)));
        Assert.Equal(["550"], await Tool.ProbeAsync(await _part.AssembleAsync(_part.Single(RenditionKind.Screen)), "stream=nb_read_packets", "-count_packets"));
    }

    public void Dispose() => _part.Dispose();
}
