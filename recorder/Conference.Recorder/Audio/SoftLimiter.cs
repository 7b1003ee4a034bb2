namespace Conference.Recorder.Audio;

/// <summary>
/// Keeps a sum of voices within full scale: lowers the gain at once where a frame would exceed it and lets it rise slowly, so that loud moments are
/// quieter and not distorted.
/// </summary>
internal sealed class SoftLimiter
{
    private const float Ceiling = 0.97f;

    /// <summary>Per 20 ms frame: back from half gain in about two seconds.</summary>
    private const float Release = 1.007f;

    private float _gain = 1;

    /// <param name="pcm">Interleaved stereo, limited in place.</param>
    public void Apply(Span<float> pcm)
    {
        var peak = 0f;
        foreach (var sample in pcm) peak = Math.Max(peak, Math.Abs(sample));
        var target = Math.Min(1f, _gain * Release);
        if (peak * target > Ceiling) target = Ceiling / peak;
        if (_gain == 1 && target == 1) return;
        // A falling gain falls within a millisecond, a rising one over the whole frame; what still sticks out in that millisecond is clipped.
        var ramp = target < _gain ? Math.Min(48 * OpusEncoder.Channels, pcm.Length) : pcm.Length;
        var step = (target - _gain) / ramp;
        for (var i = 0; i < pcm.Length; i++)
        {
            var gain = i < ramp ? _gain + (step * i) : target;
            pcm[i] = Math.Clamp(pcm[i] * gain, -Ceiling, Ceiling);
        }

        _gain = target;
    }
}
