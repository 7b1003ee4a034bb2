using Conference.Rtc.Rtp;

namespace Conference.Rtc.Jitter;

/// <summary>
/// Puts one RTP stream back in order (RFC 3550 §5.1). It waits for a missing packet until the packet behind the hole is older than the wait, then names the
/// loss and goes on. Virtual time; buffers are kept, so that a steady stream allocates nothing. After <see cref="Insert"/> and at <see cref="Deadline"/>
/// call <see cref="TryTake"/> until it says no.
/// </summary>
public sealed class JitterBuffer
{
    /// <summary>Packets held at most: 4096 are 4 s of a 10 Mbit/s screen. What comes beyond is discarded.</summary>
    public const int Capacity = 4096;

    /// <summary>A jump of more than this is no loss but a new start (RFC 3550 A.1 MAX_DROPOUT).</summary>
    private const int MaxDropout = 3000;

    /// <summary>Bytes of a buffer: more than any packet that fits an Ethernet frame.</summary>
    private const int TypicalPacket = 1500;

    private readonly TimeSpan _wait;
    private readonly Slot[] _slots = new Slot[Capacity];
    private readonly Stack<byte[]> _free = new(); // so that a quiet stream does not fill every slot with a buffer of its own
    private ExtendedSequence _unwrapper;
    private long _next = -1; // the extended number to hand out next; -1: before the first packet
    private long _end; // behind the highest number held
    private int _held;
    private bool _handedOut;
    private bool _draining;
    private bool _restarted;
    private byte[]? _out; // what the last event points into
    private Slot _suspect; // the first packet of a jump, kept until the next one confirms it

    /// <param name="wait">How long a hole may hold up the packets behind it; 300 to 1000 ms cover two or three retransmissions.</param>
    public JitterBuffer(TimeSpan wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        _wait = wait;
    }

    /// <summary>Packets now held.</summary>
    public int Count => _held;

    /// <summary>Packets that came after their loss was named, or twice.</summary>
    public long Discarded { get; private set; }

    /// <summary>When <see cref="TryTake"/> will next have something if no packet comes; <see cref="Timestamp.Never"/> when nothing is held.</summary>
    public Timestamp Deadline
    {
        get
        {
            if (_held == 0) return Timestamp.Never;
            return Ready() ? new Timestamp(long.MinValue) : FirstHeld().ReceivedAt + _wait;
        }
    }

    /// <summary>Takes a packet; false when it is malformed, late, a duplicate, or the first of a jump that the next packet must confirm.</summary>
    public bool Insert(Timestamp now, ReadOnlySpan<byte> packet)
    {
        if (!RtpPacket.TryParse(packet, out var rtp)) return false;
        var extended = _unwrapper.Peek(rtp.SequenceNumber);
        if (_next < 0)
        {
            _unwrapper.Unwrap(rtp.SequenceNumber);
            (_next, _end) = (extended, extended);
        }
        else if (extended >= _end + MaxDropout || extended < _next - MaxDropout)
        {
            return Suspect(now, rtp);
        }

        _suspect.Length = 0;
        if (extended < _next)
        {
            // Before anything was handed out an early packet may still move the start.
            if (_handedOut || _end - extended > Capacity)
            {
                Discarded++;
                return false;
            }

            _next = extended;
        }

        _unwrapper.Unwrap(rtp.SequenceNumber);
        return Store(now, extended, packet);
    }

    /// <summary>The stream ended: what is held comes out without waiting.</summary>
    public void Flush() => _draining = true;

    /// <summary>The next packet in order, or the next loss.</summary>
    public bool TryTake(Timestamp now, out JitterEvent output)
    {
        output = default;
        if (_restarted)
        {
            _restarted = false;
            output = new JitterEvent { Kind = JitterEventKind.Restarted, Sequence = new SequenceNumber((ushort)_next) };
            return true;
        }

        if (_held == 0) return false;
        ref var slot = ref _slots[_next % Capacity];
        if (slot.Length > 0 && slot.Sequence == _next)
        {
            output = new JitterEvent
            {
                Kind = JitterEventKind.Packet,
                Packet = slot.Bytes.AsSpan(0, slot.Length),
                ReceivedAt = slot.ReceivedAt,
                Sequence = new SequenceNumber((ushort)_next),
            };
            if (_out is not null) _free.Push(_out);
            (_out, slot.Bytes, slot.Length) = (slot.Bytes, null, 0);
            _held--;
            _next++;
            _handedOut = true;
            return true;
        }

        ref var first = ref FirstHeld();
        if (!_draining && now < first.ReceivedAt + _wait) return false;
        output = new JitterEvent
        {
            Kind = JitterEventKind.Lost,
            ReceivedAt = first.ReceivedAt,
            Sequence = new SequenceNumber((ushort)_next),
            LostCount = (int)(first.Sequence - _next),
        };
        _next = first.Sequence;
        _handedOut = true;
        return true;
    }

    private bool Store(Timestamp receivedAt, long extended, ReadOnlySpan<byte> packet)
    {
        ref var slot = ref _slots[extended % Capacity];
        if (extended - _next >= Capacity || (slot.Length > 0 && slot.Sequence == extended))
        {
            Discarded++;
            return false;
        }

        Fill(ref slot, receivedAt, extended, packet);
        _held++;
        _end = Math.Max(_end, extended + 1);
        return true;
    }

    /// <summary>RFC 3550 A.1: a jump is believed when two packets in a row agree; a stray one is forgotten.</summary>
    private bool Suspect(Timestamp now, RtpPacket rtp)
    {
        var number = rtp.SequenceNumber.Value;
        if (_suspect.Length == 0 || number != (ushort)(_suspect.Sequence + 1))
        {
            Fill(ref _suspect, now, number, rtp.Bytes);
            return false;
        }

        Discarded += _held;
        foreach (ref var slot in _slots.AsSpan()) slot.Length = 0;
        _held = 0;
        (_unwrapper, _restarted, _handedOut) = (default, true, false);
        var first = _unwrapper.Unwrap(new SequenceNumber((ushort)_suspect.Sequence));
        (_next, _end) = (first, first);
        Store(_suspect.ReceivedAt, first, _suspect.Bytes.AsSpan(0, _suspect.Length));
        _suspect.Length = 0;
        return Store(now, _unwrapper.Unwrap(rtp.SequenceNumber), rtp.Bytes);
    }

    private void Fill(ref Slot slot, Timestamp receivedAt, long sequence, ReadOnlySpan<byte> packet)
    {
        if (slot.Bytes is null && !_free.TryPop(out slot.Bytes)) slot.Bytes = new byte[TypicalPacket];
        if (slot.Bytes.Length < packet.Length) slot.Bytes = new byte[packet.Length];
        packet.CopyTo(slot.Bytes);
        (slot.Length, slot.Sequence, slot.ReceivedAt) = (packet.Length, sequence, receivedAt);
    }

    /// <summary>Something can be taken without waiting.</summary>
    private bool Ready()
    {
        ref var slot = ref _slots[_next % Capacity];
        return _restarted || _draining || (slot.Length > 0 && slot.Sequence == _next);
    }

    /// <summary>The lowest packet held; at least one is.</summary>
    private ref Slot FirstHeld()
    {
        for (var sequence = _next; sequence < _end; sequence++)
        {
            ref var slot = ref _slots[sequence % Capacity];
            if (slot.Length > 0 && slot.Sequence == sequence) return ref slot;
        }

        throw new InvalidOperationException("A packet is held, so one must be found.");
    }

    private struct Slot
    {
        public byte[]? Bytes;
        public int Length;
        public long Sequence;
        public Timestamp ReceivedAt;

    }
}
