using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests;

/// <summary>Where nobody is heard is known from the recording itself, without listening to it again.</summary>
public sealed class SilenceTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();

    [Fact]
    public async Task The_mix_knows_where_nobody_of_all_its_voices_is_heard()
    {
        // Ann speaks at 2-5 s and 12-14 s, Bob at 4-7 s; a cough of Bob's at 9 s. Both microphones stay on.
        var ann = new Publisher();
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(20, 0, t => t is (> 2 and < 5) or (> 12 and < 14) ? Speech(t) : Noise(t)), until: 40 * Second);
        var bob = new Publisher();
        bob.Add(TrackSource.Microphone, "opus", Sounds.Encode(20, 0, t => t is (> 4 and < 7) or (> 9 and < 9.1) ? Speech(t) : Noise(t)), until: 40 * Second);

        await _part.RecordAsync(0, 20 * Second, ann, bob);

        var silences = _part.Single(RenditionKind.Mix).Silences;
        // Over the ends of segments each silence is one; what lasts less than a second in its first segment begins with the next.
        Assert.Equal(4, silences.Count);
        Near(silences[0], 0, 2000);
        Near(silences[1], 7000, 9000);
        Near(silences[2], 9100, 12_000);
        Near(silences[3], 14_000, 20_000);
        Assert.Empty(_part.Renditions.Where(rendition => rendition.Kind != RenditionKind.Mix).SelectMany(rendition => rendition.Silences));
    }

    private static void Near(RenditionGap silence, long start, long end)
    {
        Assert.InRange(silence.StartMilliseconds, start - 60, start + 1060);
        Assert.InRange(silence.EndMilliseconds, end - 60, end + 60);
    }

    private static double Speech(double t) => Sounds.Tone(300)(t);

    private static double Noise(double t) => Sounds.Tone(100, 0.0005)(t);

    public void Dispose() => _part.Dispose();
}
