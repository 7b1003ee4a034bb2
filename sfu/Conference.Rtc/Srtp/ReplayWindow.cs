using System.Runtime.CompilerServices;

namespace Conference.Rtc.Srtp;

/// <summary>
/// The sliding window of RFC 3711 §3.3.2 over packet indices, 1,024 of them: the packets of one large key frame of a shared screen
/// (1.2 MB), so that the first of it can still be repaired on its own SSRC when the last was sent. A ring of bits, as in RFC 6479.
/// </summary>
internal struct ReplayWindow
{
    public const int Size = 1024;

    private const int BitsPerWord = 64;

    private Words _seen;
    private ulong _highest;
    private bool _started;

    /// <summary>True before the first index.</summary>
    public readonly bool IsEmpty => !_started;

    /// <summary>The highest index recorded; 0 before the first.</summary>
    public readonly ulong Highest => _highest;

    /// <summary>False for an index that was recorded before, or that is too old to know.</summary>
    public readonly bool IsNew(ulong index)
    {
        if (!_started || index > _highest)
            return true;
        return _highest - index < Size && (_seen[Word(index)] & Bit(index)) == 0;
    }

    /// <summary>
    /// Call only when the packet was authentic, or a forger could move the window, and only for an index that <see cref="IsNew"/>.
    /// </summary>
    public void Record(ulong index)
    {
        if (!_started || index > _highest)
            Advance(index);
        _seen[Word(index)] |= Bit(index);
    }

    private static int Word(ulong index) => (int)(index % Size) / BitsPerWord;

    private static ulong Bit(ulong index) => 1ul << (int)(index % BitsPerWord);

    /// <summary>Forgets those whose places the indices up to this one take.</summary>
    private void Advance(ulong index)
    {
        if (!_started || index - _highest >= Size)
            _seen = default;
        else
            for (var skipped = _highest + 1; skipped <= index; skipped++)
                _seen[Word(skipped)] &= ~Bit(skipped);
        _highest = index;
        _started = true;
    }

    [InlineArray(Size / BitsPerWord)]
    private struct Words
    {
        private ulong _first;
    }
}
