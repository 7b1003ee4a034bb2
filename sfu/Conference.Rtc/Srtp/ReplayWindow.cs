namespace Conference.Rtc.Srtp;

/// <summary>
/// The sliding window of RFC 3711 §3.3.2 over packet indices: 128 of them, twice the RFC's minimum, for a 4 Mbit/s stream that a Wi-Fi
/// retry reorders by a quarter of a second.
/// </summary>
internal struct ReplayWindow
{
    public const int Size = 128;

    private UInt128 _seen;
    private ulong _highest;

    /// <summary>The highest index recorded; 0 before the first.</summary>
    public readonly ulong Highest => _highest;

    /// <summary>False for an index that was recorded before, or that is too old to know.</summary>
    public readonly bool IsNew(ulong index)
    {
        if (_seen == UInt128.Zero || index > _highest)
            return true;
        var age = _highest - index;
        return age < Size && (_seen >> (int)age & UInt128.One) == UInt128.Zero;
    }

    /// <summary>Call only when the packet was authentic, or a forger could move the window.</summary>
    public void Record(ulong index)
    {
        if (_seen == UInt128.Zero)
        {
            _highest = index;
            _seen = UInt128.One;
        }
        else if (index > _highest)
        {
            var step = index - _highest;
            _seen = step >= Size ? UInt128.One : _seen << (int)step | UInt128.One;
            _highest = index;
        }
        else
        {
            _seen |= UInt128.One << (int)(_highest - index);
        }
    }
}
