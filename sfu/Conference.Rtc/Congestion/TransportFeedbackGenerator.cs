using System.Buffers.Binary;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Congestion;

/// <summary>
/// Tells a publisher when its packets arrived, so that its congestion control can work: records transport-wide sequence numbers and writes transport-cc
/// feedback every 100 ms. One per transport.
/// </summary>
public sealed class TransportFeedbackGenerator
{
    /// <summary>Between feedbacks. libwebrtc's receivers adapt between 50 and 250 ms; 100 ms is its middle course and costs 10 packets/s.</summary>
    private const int IntervalMilliseconds = 100;

    /// <summary>Arrivals remembered: 4 s at 2,000 packets/s. A power of two.</summary>
    private const int Window = 8192;

    /// <summary>Statuses and received packets in one feedback, so that it stays below 1,000 bytes.</summary>
    private const int MaxStatuses = 1200;

    private const int MaxReceived = 300;

    private readonly long[] _sequences = new long[Window];
    private readonly long[] _arrivals = new long[Window];
    private ExtendedSequence _unwrapper;
    private long _next; // the first number not yet reported
    private bool _pending;
    private byte _feedbackCount;

    /// <summary>When feedback is due; <see cref="Timestamp.Never"/> when nothing arrived since the last.</summary>
    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    public void OnPacket(Timestamp now, SequenceNumber sequence)
    {
        var started = _unwrapper.HasValue;
        var previous = _unwrapper.Highest;
        var extended = _unwrapper.Unwrap(sequence);
        if (!started)
        {
            _next = extended;
        }
        else if (extended <= previous - Window)
        {
            return; // too old to matter
        }

        // A jump leaves numbers behind that nobody can still tell from lost ones; they are not reported.
        if (extended - _next >= Window) _next = extended;

        // One that was reported as lost has come after all: reporting starts again from it.
        _next = Math.Min(_next, extended);
        _sequences[extended & (Window - 1)] = extended;
        _arrivals[extended & (Window - 1)] = now.Microseconds;
        if (_pending) return;
        _pending = true;
        Deadline = now.AddMilliseconds(IntervalMilliseconds);
    }

    /// <summary>Writes one feedback packet. Call until it says false: a long list, or a gap of more than 8 s, takes several.</summary>
    /// <param name="sender">Our SSRC.</param>
    /// <param name="media">Any SSRC of the publisher; the numbers are the transport's.</param>
    /// <returns>False when there is nothing to report, or no room (then it stays due).</returns>
    public bool TryWrite(ref RtcpWriter writer, Ssrc sender, Ssrc media)
    {
        while (_pending && _next <= _unwrapper.Highest && !Has(_next)) _next++; // the base is a packet that arrived
        if (!_pending || _next > _unwrapper.Highest)
        {
            (_pending, Deadline) = (false, Timestamp.Never);
            return false;
        }

        Span<PacketStatus> statuses = stackalloc PacketStatus[MaxStatuses];
        Span<byte> deltas = stackalloc byte[MaxReceived * 2];
        var reference = FloorDivide(_arrivals[_next & (Window - 1)], TransportFeedback.ReferenceUnit);
        var (count, deltaLength, end) = Collect(reference * TransportFeedback.ReferenceUnit, statuses, deltas);
        Span<byte> chunks = stackalloc byte[FeedbackChunks.MaxLength(MaxStatuses)];
        var chunkLength = FeedbackChunks.Write(chunks, statuses[..count]);

        var length = TransportFeedback.FixedLength + chunkLength + deltaLength;
        if (!writer.TryReserve(RtcpPacketType.TransportFeedback, RtcpFeedbackFormat.TransportCc, length, out var body, markPadding: true)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], media.Value);
        BinaryPrimitives.WriteUInt16BigEndian(body[8..], (ushort)_next);
        BinaryPrimitives.WriteUInt16BigEndian(body[10..], (ushort)count);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], ((uint)reference << 8) | _feedbackCount++);
        chunks[..chunkLength].CopyTo(body[TransportFeedback.FixedLength..]);
        deltas[..deltaLength].CopyTo(body[(TransportFeedback.FixedLength + chunkLength)..]);
        _next = end;
        return true;
    }

    /// <summary>Statuses and deltas from <see cref="_next"/> on, as far as they fit; <c>end</c> is the first number left out.</summary>
    private (int Count, int DeltaLength, long End) Collect(long time, Span<PacketStatus> statuses, Span<byte> deltas)
    {
        var (count, deltaLength, received) = (0, 0, 0);
        var sequence = _next;
        for (; sequence <= _unwrapper.Highest && count < MaxStatuses && received < MaxReceived; sequence++)
        {
            if (!Has(sequence))
            {
                statuses[count++] = PacketStatus.NotReceived;
                continue;
            }

            // Counting from the time that the reader will have computed keeps rounding from adding up.
            var ticks = FloorDivide(_arrivals[sequence & (Window - 1)] - time, TransportFeedback.DeltaUnit);
            if (ticks is < short.MinValue or > short.MaxValue) break;
            if (ticks is >= 0 and <= byte.MaxValue)
            {
                statuses[count++] = PacketStatus.SmallDelta;
                deltas[deltaLength++] = (byte)ticks;
            }
            else
            {
                statuses[count++] = PacketStatus.LargeDelta;
                BinaryPrimitives.WriteInt16BigEndian(deltas[deltaLength..], (short)ticks);
                deltaLength += 2;
            }

            received++;
            time += ticks * TransportFeedback.DeltaUnit;
        }

        return (count, deltaLength, sequence);
    }

    private bool Has(long sequence) => _sequences[sequence & (Window - 1)] == sequence;

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}
