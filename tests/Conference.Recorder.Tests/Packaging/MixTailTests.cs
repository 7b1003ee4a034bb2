using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>The mix of a Part whose recorder was killed.</summary>
public sealed class MixTailTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();

    [Fact]
    public async Task What_was_said_just_before_the_death_is_in_the_mix_without_a_seam()
    {
        var ann = new Publisher { Jitter = 30_000 };
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, Second, Sounds.Tone(400)));
        var bob = new Publisher { ClockOffset = 7 * Second };
        bob.Add(TrackSource.Microphone, "opus", Sounds.Encode(6, 3 * Second, Sounds.Tone(1000)));

        await _part.DieAndRestartAsync(0, (long)(9.5 * Second), ann, bob);

        var mix = _part.Single(RenditionKind.Mix);
        Assert.InRange(mix.DurationMilliseconds, 9_400, 9_520);
        var file = await _part.AssembleAsync(mix);
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        var samples = await Sounds.DecodeAsync(file);
        // The journal of the mix ended at 7.5 s.
        for (var at = 4.0; at < 9.3; at += 0.1)
        {
            Assert.InRange(Sounds.Amplitude(samples, at, at + 0.1, 400), 0.25, 0.35);
            if (at < 8.8) Assert.InRange(Sounds.Amplitude(samples, at, at + 0.1, 1000), 0.25, 0.35);
        }

        Assert.InRange(Sounds.Amplitude(samples, 9.1, 9.3, 1000), 0, 0.02);
    }

    [Fact]
    public async Task A_death_in_the_first_second_leaves_what_was_said_and_silence_under_what_was_shown()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 3), 0));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(0.8, 0, Sounds.Tone(400)));

        await _part.DieAndRestartAsync(0, (long)(1.5 * Second), ann);

        var mix = _part.Single(RenditionKind.Mix);
        Assert.InRange(mix.DurationMilliseconds, 1_300, 1_520);
        var samples = await Sounds.DecodeAsync(await _part.AssembleAsync(mix));
        Assert.InRange(Sounds.Amplitude(samples, 0.1, 0.7, 400), 0.25, 0.35);
        Assert.InRange(Sounds.Amplitude(samples, 0.9, 1.3, 400), 0, 0.02);
    }

    public void Dispose() => _part.Dispose();
}
