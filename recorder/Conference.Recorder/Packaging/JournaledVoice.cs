using Conference.Recorder.Audio;
using Conference.Recorder.Journals;

namespace Conference.Recorder.Packaging;

/// <summary>A voice that is mixed from its journal instead of its packets. Times are microseconds from the mix's first frame.</summary>
internal sealed class JournaledVoice : IDisposable
{
    private readonly JournalReader _reader;
    private readonly long _shift;
    private readonly OpusDecoder _decoder = new();
    private readonly MixVoice _voice;
    private readonly float[] _pcm = new float[OpusDecoder.MaxSamples * OpusDecoder.Channels];
    private MediaFrame _next;
    private bool _hasNext;

    /// <param name="shift">The voice's first frame on the mix's time.</param>
    /// <param name="from">Frames before it are passed over.</param>
    public JournaledVoice(Journal journal, long shift, LiveMix mix, long from)
    {
        _reader = journal.OpenReader(from - shift);
        _shift = shift;
        _voice = new MixVoice(mix);
    }

    /// <summary>Lays all frames before that time into the mix.</summary>
    public void ReadUpTo(long until)
    {
        for (; _hasNext || _reader.TryRead(out _next); _hasNext = false)
        {
            _hasNext = true;
            if (_next.Timestamp + _shift >= until) return;
            if (!_next.IsFiller) _voice.Write(_next.Timestamp + _shift, _pcm.AsSpan(0, _decoder.Decode(_next.Data.Span, _pcm) * OpusDecoder.Channels));
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _decoder.Dispose();
    }
}
