namespace Conference.Recorder.Audio;

/// <summary>
/// One voice's place in the mix: its frames are laid end to end, and kept at their time by making them up to 1 % longer or shorter, which nobody hears
/// and which outruns every clock's drift. What is further off is moved in one step.
/// </summary>
internal sealed class MixVoice(LiveMix mix)
{
    /// <summary>Samples, 5 ms: less than this is left alone.</summary>
    private const long Tolerance = 240;

    /// <summary>Samples, 40 ms: more than this is a pause or a correction of the clock, which is made at once. Stretching it away would take seconds.</summary>
    private const long MaxDrift = 1920;

    /// <summary>Samples, 1 s: so much sound is left out to go back in time; beyond it the timestamps jumped.</summary>
    private const long MaxTurn = 48_000;

    /// <summary>Samples, 5 ms, over which the sound before a step ends and the sound after it begins.</summary>
    private const int Fade = 240;

    private readonly float[] _stretched = new float[OpusDecoder.MaxSamples * OpusDecoder.Channels * 2];
    private readonly float[] _tail = new float[Fade * OpusDecoder.Channels];
    private readonly float[] _head = new float[OpusDecoder.MaxSamples * OpusDecoder.Channels];
    private long _next = long.MinValue;
    private bool _isTurning;

    /// <param name="at">Receive clock, microseconds, of the frame's first sample.</param>
    /// <param name="pcm">Interleaved stereo.</param>
    public void Write(long at, ReadOnlySpan<float> pcm)
    {
        var wanted = mix.PositionOf(at);
        var samples = pcm.Length / OpusDecoder.Channels;
        if (samples == 0) return;
        var error = _next == long.MinValue ? long.MaxValue : wanted - _next;
        if (error > MaxDrift || error < -MaxTurn)
        {
            Step(wanted, pcm);
            return;
        }

        if (error < -MaxDrift || (_isTurning && error < -Tolerance))
        {
            // The place is taken by what this voice said before: nothing is said twice, so this frame is left out.
            if (!_isTurning) EndTail();
            _isTurning = true;
            return;
        }

        if (_isTurning)
        {
            Step(Math.Max(wanted, _next), pcm);
            return;
        }

        var change = Math.Abs(error) <= Tolerance ? 0 : Math.Clamp(error, -samples / 100, samples / 100);
        if (change == 0)
        {
            Lay(pcm);
            return;
        }

        var length = samples + (int)change;
        Stretch(pcm, samples, length);
        Lay(_stretched.AsSpan(0, length * OpusDecoder.Channels));
    }

    private void Step(long position, ReadOnlySpan<float> pcm)
    {
        if (_next != long.MinValue && !_isTurning) EndTail();
        _isTurning = false;
        _next = position;
        pcm.CopyTo(_head);
        for (var i = 0; i < Math.Min(_tail.Length, pcm.Length); i++) _head[i] *= i / (float)_tail.Length;
        Lay(_head.AsSpan(0, pcm.Length));
    }

    private void Lay(ReadOnlySpan<float> pcm)
    {
        mix.Add(_next, pcm);
        _next += pcm.Length / OpusDecoder.Channels;
        if (pcm.Length >= _tail.Length) pcm[^_tail.Length..].CopyTo(_tail);
        else _tail.AsSpan().Clear();
    }

    /// <summary>What was laid last ends softly: a part of it, rising to all of it, is taken away again.</summary>
    private void EndTail()
    {
        for (var i = 0; i < _tail.Length; i++) _tail[i] *= -i / (float)_tail.Length;
        mix.Add(_next - Fade, _tail);
        _tail.AsSpan().Clear();
    }

    private void Stretch(ReadOnlySpan<float> pcm, int from, int to)
    {
        for (var i = 0; i < to; i++)
        {
            var place = (double)i * (from - 1) / (to - 1);
            var left = Math.Min((int)place, from - 1);
            var right = Math.Min(left + 1, from - 1);
            var part = (float)(place - left);
            for (var channel = 0; channel < OpusDecoder.Channels; channel++)
            {
                var (a, b) = (pcm[(left * OpusDecoder.Channels) + channel], pcm[(right * OpusDecoder.Channels) + channel]);
                _stretched[(i * OpusDecoder.Channels) + channel] = a + ((b - a) * part);
            }
        }
    }
}
