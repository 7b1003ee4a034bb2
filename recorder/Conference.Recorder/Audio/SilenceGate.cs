namespace Conference.Recorder.Audio;

/// <summary>
/// Tells a room in which nobody speaks from one in which somebody does, a frame of the mix at a time. What counts is the distance to the room's own
/// noise, which is followed: a fan must not count as speech, nor a soft voice in a still room as silence.
/// </summary>
internal sealed class SilenceGate
{
    /// <summary>Mean square of -38 dBFS: what is louder is heard, whatever the room is like. Speech comes at -35 to -15.</summary>
    private const double AlwaysHeard = 1.6e-4;

    /// <summary>Mean square of -60 dBFS: what is softer is never heard.</summary>
    private const double NeverHeard = 1e-6;

    /// <summary>9 dB: so far above the noise something is heard.</summary>
    private const double AboveNoise = 8;

    /// <summary>3 dB per second: the pauses between words hold the estimate down, a fan that was switched on is known after some seconds.</summary>
    private const double Rise = 1.0139;

    private double _noise = AlwaysHeard / AboveNoise;

    /// <param name="pcm">One frame of 20 ms, full scale 1.</param>
    public bool IsSilent(ReadOnlySpan<float> pcm)
    {
        var power = 0.0;
        foreach (var sample in pcm) power += sample * sample;
        power /= Math.Max(1, pcm.Length);
        _noise = Math.Clamp(Math.Min(power, _noise * Rise), NeverHeard / AboveNoise, AlwaysHeard / AboveNoise);
        return power < _noise * AboveNoise;
    }
}
