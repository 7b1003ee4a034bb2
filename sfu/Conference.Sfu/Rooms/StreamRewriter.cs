using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Makes one unbroken stream out of pieces: whatever the source does (a new SSRC, another codec, media that was forbidden for a while), the
/// subscriber sees sequence numbers without a hole and timestamps that go on. Within a piece both are shifted by a constant, so that loss on the
/// way to us stays visible and a late packet still finds its place.
/// </summary>
internal struct StreamRewriter
{
    private long _shift;
    private uint _timestampShift;
    private long _firstIn;
    private long _highestOut;
    private uint _lastTimestamp;
    private Timestamp _lastAt;

    /// <summary>False before the first <see cref="Begin"/>.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What is added to the publisher's RTP timestamps now.</summary>
    public readonly uint TimestampShift => _timestampShift;

    /// <summary>Starts a piece with this packet. Its timestamp follows the last sent one by the time that has passed.</summary>
    /// <param name="ahead">
    /// How far the timestamps of the piece before are ahead of this one's at the same moment, where that is known: then pictures keep their distance exactly. Not believed when it
    /// is off by more than a second.
    /// </param>
    /// <param name="mayTurnBack">A picture that is a little older than the last one keeps its time. A browser would take it for late.</param>
    public void Begin(Timestamp now, long sequence, uint timestamp, int clockRate, uint? ahead = null, bool mayTurnBack = false)
    {
        if (HasBegun)
        {
            var passed = (uint)Math.Max(1, (now.Microseconds - _lastAt.Microseconds) * clockRate / 1_000_000);
            var byArrival = _lastTimestamp + passed - timestamp;
            if (ahead is { } known && Math.Abs((long)(int)(_timestampShift + known - byArrival)) <= clockRate)
            {
                // The picture may be one that was sent already, from the piece before: never twice the same time.
                var exact = _timestampShift + known;
                var step = (int)(timestamp + exact - _lastTimestamp);
                byArrival = step > 0 || (step < 0 && mayTurnBack) ? exact : _lastTimestamp + 1 - timestamp;
            }

            _timestampShift = byArrival;
            _shift = _highestOut + 1 - sequence;
        }
        else
        {
            // In the lower half (RFC 4568 §6.4): a receiver that misses the first packets and starts behind a wrap would guess the roll-over counter wrong for ever.
            _shift = (sequence & 0x7FFF) - sequence;
            _highestOut = sequence + _shift - 1;
            HasBegun = true;
        }

        _firstIn = sequence;
    }

    /// <summary>The numbers under which the packet is sent; false for one from before the present piece.</summary>
    public bool TryRewrite(Timestamp now, long sequence, uint timestamp, out SequenceNumber outSequence, out uint outTimestamp)
    {
        outSequence = default;
        outTimestamp = timestamp + _timestampShift;
        if (sequence < _firstIn) return false;
        var rewritten = sequence + _shift;
        outSequence = new SequenceNumber((ushort)rewritten);
        if (rewritten <= _highestOut) return true;
        _highestOut = rewritten;
        _lastTimestamp = outTimestamp;
        _lastAt = now;
        return true;
    }

    /// <summary>The packet is of the present piece and not newer than the newest that was sent of it.</summary>
    public readonly bool Covers(long sequence) => HasBegun && sequence >= _firstIn && sequence + _shift <= _highestOut;

    /// <summary>The publisher's sequence number behind one that the subscriber asks for; false when it is not of the present piece.</summary>
    public readonly bool TryFindSource(SequenceNumber asked, out long sequence)
    {
        var distance = new SequenceNumber((ushort)_highestOut).DistanceFrom(asked);
        sequence = _highestOut - distance - _shift;
        return HasBegun && distance >= 0 && sequence >= _firstIn;
    }
}
