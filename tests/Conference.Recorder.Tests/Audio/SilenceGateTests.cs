using Conference.Recorder.Audio;

namespace Conference.Recorder.Tests.Audio;

public sealed class SilenceGateTests
{
    private readonly SilenceGate _gate = new();
    private readonly Random _random = new(7);

    [Theory]
    [InlineData(0, -30)]
    [InlineData(0.0005, -45)]
    [InlineData(0.003, -35)]
    [InlineData(0.008, -28)]
    public void Speech_is_told_from_the_noise_of_its_room(double noise, double speechDecibels)
    {
        // Two seconds of pause, two of speech, over and over: a lecture by a slow speaker in a room that hums.
        var speech = Math.Pow(10, speechDecibels / 20) * Math.Sqrt(2);
        var wrong = 0;
        for (var frame = 0; frame < 1000; frame++)
        {
            var isSpeaking = frame / 100 % 2 == 1;
            if (_gate.IsSilent(Frame(noise, isSpeaking ? speech : 0)) == isSpeaking && frame >= 200) wrong++;
        }

        Assert.InRange(wrong, 0, 5);
    }

    [Fact]
    public void Loud_music_never_becomes_silence_however_even_it_is()
    {
        for (var frame = 0; frame < 50 * 120; frame++) Assert.False(_gate.IsSilent(Frame(0, 0.05)));
    }

    [Fact]
    public void A_fan_that_is_switched_on_is_silence_again_after_some_seconds()
    {
        for (var frame = 0; frame < 500; frame++) _gate.IsSilent(Frame(0.0002, 0));
        var heard = Enumerable.Range(0, 1000).Count(_ => !_gate.IsSilent(Frame(0.005, 0)));

        Assert.InRange(heard, 50, 600);
        Assert.True(_gate.IsSilent(Frame(0.005, 0)));
    }

    private float[] Frame(double noise, double tone)
    {
        var pcm = new float[OpusEncoder.FrameSamples * OpusEncoder.Channels];
        for (var i = 0; i < pcm.Length; i += 2)
        {
            // Of uniform noise: amplitude of the given root mean square.
            var value = (((_random.NextDouble() * 2) - 1) * noise * Math.Sqrt(3)) + (tone * Math.Sin(i * 0.05));
            pcm[i] = pcm[i + 1] = (float)value;
        }

        return pcm;
    }
}
