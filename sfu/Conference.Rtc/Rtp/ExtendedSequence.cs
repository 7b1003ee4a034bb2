namespace Conference.Rtc.Rtp;

/// <summary>
/// Unwraps 16-bit sequence numbers into a line of 64-bit ones (RFC 3550 A.1's cycles, without its 16-bit limit of reordering memory):
/// each number is placed nearest to the highest seen. The first one keeps its value plus 65536, so that packets that overtook it stay positive.
/// </summary>
public struct ExtendedSequence
{
    private const long FirstCycle = 1L << 16;
    private bool _started;

    /// <summary>The highest number unwrapped; meaningless before the first.</summary>
    public long Highest { get; private set; }

    public readonly bool HasValue => _started;

    /// <summary>The extended number of <paramref name="sequence"/>; moves <see cref="Highest"/> when it is newer.</summary>
    public long Unwrap(SequenceNumber sequence)
    {
        if (!_started)
        {
            _started = true;
            Highest = FirstCycle + sequence.Value;
            return Highest;
        }

        var extended = Peek(sequence);
        if (extended > Highest) Highest = extended;
        return extended;
    }

    /// <summary>Like <see cref="Unwrap"/> but remembers nothing.</summary>
    public readonly long Peek(SequenceNumber sequence) =>
        _started ? Highest + sequence.DistanceFrom(new SequenceNumber((ushort)Highest)) : FirstCycle + sequence.Value;
}
