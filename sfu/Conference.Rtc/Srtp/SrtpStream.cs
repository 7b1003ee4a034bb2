namespace Conference.Rtc.Srtp;

/// <summary>What SRTP keeps per SSRC and direction: the 48-bit index of RFC 3711 §3.3.1 (roll-over counter and sequence number) and the window.</summary>
internal struct SrtpStream
{
    private const ushort HalfRange = 0x8000;

    private ReplayWindow _window;

    /// <summary>
    /// The most likely index of a packet with that sequence number (RFC 3711 §3.3.1, appendix A). False when it would lie before the first
    /// roll-over.
    /// </summary>
    public readonly bool TryGuessIndex(ushort sequenceNumber, out ulong index)
    {
        if (_window.IsEmpty)
        {
            index = sequenceNumber;
            return true;
        }
        var rollover = (long)(_window.Highest >> 16);
        int highest = (ushort)_window.Highest;
        if (highest < HalfRange && sequenceNumber - highest > HalfRange)
            rollover--;
        else if (highest >= HalfRange && highest - HalfRange > sequenceNumber)
            rollover++;
        index = (ulong)rollover << 16 | sequenceNumber;
        // The counter has 32 bits; a stream that used them up needs new keys (§9.2).
        return rollover is >= 0 and <= uint.MaxValue;
    }

    public readonly bool IsNew(ulong index) => _window.IsNew(index);

    public void Record(ulong index) => _window.Record(index);
}
