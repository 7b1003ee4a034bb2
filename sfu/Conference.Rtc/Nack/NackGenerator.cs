using Conference.Rtc.Rtp;

namespace Conference.Rtc.Nack;

/// <summary>
/// Notices which packets of one received stream are missing and says when to ask for them (RFC 4585 §6.2.1). What is not to be had any more ends in a
/// wish for a key frame. Virtual time; allocates nothing after construction.
/// </summary>
public sealed class NackGenerator
{
    /// <summary>Numbers watched: a second and a half of a 5 Mbit/s stream. A power of two.</summary>
    private const int Window = 1024;

    /// <summary>A gap of more is an outage: a key frame is cheaper than asking for all of it.</summary>
    private const int MaxGap = 256;

    /// <summary>Requests per packet. With the retry interval above they span the time for which a browser keeps its packets.</summary>
    private const int MaxRequests = 10;

    /// <summary>A packet is taken for lost when two later ones are there (as TCP takes three duplicate acknowledgements), or after this time.</summary>
    private const int ReorderPackets = 2;

    private static readonly TimeSpan ReorderTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromMilliseconds(400);

    /// <summary>Older than that, the frame it belongs to has been given up by every receiver.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Entry[] _entries = new Entry[Window];
    private ExtendedSequence _unwrapper;
    private long _lowest; // no missing number is below
    private int _missing;
    private bool _keyFrameWanted;

    /// <summary>Round-trip time to the sender; the interval between requests for the same packet follows it.</summary>
    public TimeSpan RoundTrip { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Numbers now missing and not given up.</summary>
    public int Missing => _missing;

    /// <summary>Packets given up since the beginning.</summary>
    public long GivenUp { get; private set; }

    /// <summary>When <see cref="Collect"/> will next have something; <see cref="Timestamp.Never"/> when nothing is missing.</summary>
    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    private TimeSpan Retry => RoundTrip < MinRetry ? MinRetry : RoundTrip > MaxRetry ? MaxRetry : RoundTrip;

    /// <summary>Counts a packet, retransmitted ones included. False for one that was neither expected nor missing: a duplicate.</summary>
    public bool OnPacket(Timestamp now, SequenceNumber sequence)
    {
        if (!_unwrapper.HasValue)
        {
            _lowest = _unwrapper.Unwrap(sequence) + 1;
            return true;
        }

        var highest = _unwrapper.Highest;
        var extended = _unwrapper.Unwrap(sequence);
        if (extended <= highest) return Recover(extended);
        if (extended - highest - 1 > MaxGap)
        {
            GiveUpAll();
            GivenUp += extended - highest - 1;
            _keyFrameWanted = true;
            _lowest = extended + 1;
            return true;
        }

        for (var missing = highest + 1; missing < extended; missing++) Add(now, missing);
        // What falls out of the window is given up.
        while (_missing > 0 && _lowest <= extended - Window) GiveUp(_lowest++);
        if (_missing == 0) _lowest = extended + 1;
        else UpdateDeadline();
        return true;
    }

    /// <summary>Fills in the numbers to ask for now, in rising order, and returns how many; call again while the span was filled whole.</summary>
    public int Collect(Timestamp now, Span<SequenceNumber> due)
    {
        var count = 0;
        for (var sequence = _lowest; _missing > 0 && sequence <= _unwrapper.Highest && count < due.Length; sequence++)
        {
            ref var entry = ref _entries[sequence & (Window - 1)];
            if (entry.Sequence != sequence) continue;
            if (now - entry.Since >= MaxAge || (entry.Requests == MaxRequests && now >= entry.DueAt))
            {
                GiveUp(sequence);
                continue;
            }

            if (now < DueAt(entry)) continue;
            entry.Requests++;
            entry.DueAt = now + Retry;
            due[count++] = new SequenceNumber((ushort)sequence);
        }

        UpdateDeadline();
        return count;
    }

    /// <summary>True once after packets were given up: only a key frame mends the picture now.</summary>
    public bool TakeKeyFrameWish()
    {
        var wanted = _keyFrameWanted;
        _keyFrameWanted = false;
        return wanted;
    }

    /// <summary>A key frame came: what is missing before it does not matter any more.</summary>
    public void OnKeyFrame(SequenceNumber sequence)
    {
        var extended = _unwrapper.Peek(sequence);
        for (var missing = _lowest; _missing > 0 && missing < extended; missing++) Remove(missing);
        _lowest = Math.Max(_lowest, Math.Min(extended, _unwrapper.Highest + 1));
        _keyFrameWanted = false;
        UpdateDeadline();
    }

    private void Add(Timestamp now, long sequence)
    {
        ref var entry = ref _entries[sequence & (Window - 1)];
        if (entry.Sequence != 0) GiveUp(entry.Sequence);
        entry = new Entry { Sequence = sequence, Since = now, DueAt = now + ReorderTime };
        if (_missing++ == 0) _lowest = sequence;
    }

    private bool Recover(long sequence)
    {
        if (!Remove(sequence)) return false;
        UpdateDeadline();
        return true;
    }

    private bool Remove(long sequence)
    {
        ref var entry = ref _entries[sequence & (Window - 1)];
        if (entry.Sequence != sequence || sequence <= 0) return false;
        entry.Sequence = 0;
        _missing--;
        return true;
    }

    private void GiveUp(long sequence)
    {
        if (!Remove(sequence)) return;
        GivenUp++;
        _keyFrameWanted = true;
    }

    private void GiveUpAll()
    {
        for (var sequence = _lowest; _missing > 0; sequence++) GiveUp(sequence);
        Deadline = Timestamp.Never;
    }

    private Timestamp DueAt(in Entry entry) =>
        entry.Requests == 0 && _unwrapper.Highest - entry.Sequence >= ReorderPackets ? entry.Since : entry.DueAt;

    private void UpdateDeadline()
    {
        Deadline = Timestamp.Never;
        if (_missing == 0) return;
        while (_entries[_lowest & (Window - 1)].Sequence != _lowest) _lowest++;
        var left = _missing;
        for (var sequence = _lowest; left > 0; sequence++)
        {
            ref var entry = ref _entries[sequence & (Window - 1)];
            if (entry.Sequence != sequence) continue;
            left--;
            Deadline = Timestamp.Min(Deadline, Timestamp.Min(DueAt(entry), entry.Since + MaxAge));
        }
    }

    private struct Entry
    {
        public long Sequence; // extended; 0: not missing (an extended number is 1 at least)
        public Timestamp Since;
        public Timestamp DueAt;
        public int Requests;
    }
}
