using System.Collections.Concurrent;
using System.Threading.Channels;
using Conference.Rtc;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The Tap of one reader. The Worker fills a batch and hands it over at the end of its own; the reader gives it back by disposing it. What is out is
/// counted in packets, so a reader that sleeps costs a bounded amount of memory and is told what it has missed.
/// </summary>
internal sealed class Tap : ITap
{
    /// <summary>Batches kept for use again. A reader that was behind gives back thousands, which nobody needs any more.</summary>
    private const int MaxSpare = 64;

    private readonly Channel<TapMessage> _messages =
        Channel.CreateUnbounded<TapMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly ConcurrentQueue<Lease> _spare = new();
    private readonly Worker _worker;
    private readonly int _capacity;
    private readonly Action<Tap> _close;
    private readonly Action<TrackId, KeyFrameReason> _requestKeyFrame;
    private Lease _filling;
    private int _out;
    private long _missed;

    /// <param name="worker">Owner of the room.</param>
    /// <param name="capacity">Packets that may be out at a time.</param>
    /// <param name="close">Ends the Tap; called from any thread.</param>
    /// <param name="requestKeyFrame">Called from any thread.</param>
    public Tap(Worker worker, int capacity, Action<Tap> close, Action<TrackId, KeyFrameReason> requestKeyFrame)
    {
        _worker = worker;
        _capacity = capacity;
        _close = close;
        _requestKeyFrame = requestKeyFrame;
        _filling = new Lease(this);
    }

    public long Now => _worker.Clock.Now.Microseconds;

    public ChannelReader<TapMessage> Messages => _messages.Reader;

    public void RequestKeyFrame(TrackId track, KeyFrameReason reason) => _requestKeyFrame(track, reason);

    public ValueTask DisposeAsync()
    {
        _close(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A packet for the batch. The Worker's thread, like all below.</summary>
    public void Add(TrackId track, Timestamp at, ReadOnlySpan<byte> packet)
    {
        if (Volatile.Read(ref _out) + _filling.Batch.Count >= _capacity)
        {
            _missed++;
            _worker.Counters.Drop(DropReason.TapOverflow);
            return;
        }

        _filling.Batch.Add(track, at.Microseconds, packet);
    }

    /// <summary>Hands over what is there, and what was missed after it.</summary>
    public void Flush(Timestamp now)
    {
        if (_filling.Batch.Count > 0)
        {
            var filled = _filling;
            filled.Packets = filled.Batch.Count;
            Interlocked.Add(ref _out, filled.Packets);
            _filling = _spare.TryDequeue(out var spare) ? spare : new Lease(this);
            if (!_messages.Writer.TryWrite(filled.Batch)) filled.Batch.Dispose();
        }

        // Told once there is room again, so that one message says how much a whole stall has cost.
        if (_missed == 0 || Volatile.Read(ref _out) >= _capacity) return;
        _messages.Writer.TryWrite(new TapOverflow(_missed, now.Microseconds));
        _missed = 0;
    }

    /// <summary>A message between packets; what was received before it is handed over first.</summary>
    public void Tell(TapMessage message, Timestamp now)
    {
        Flush(now);
        _messages.Writer.TryWrite(message);
    }

    /// <summary>The stream is over.</summary>
    public void Complete(Timestamp now)
    {
        if (_missed > 0) _messages.Writer.TryWrite(new TapOverflow(_missed, now.Microseconds));
        _missed = 0;
        Flush(now);
        _messages.Writer.TryComplete();
    }

    /// <summary>A batch that goes to the reader and comes back; it comes back once, however often it is disposed.</summary>
    private sealed class Lease
    {
        private readonly Tap _tap;
        private int _packets;

        public Lease(Tap tap)
        {
            _tap = tap;
            Batch = new TapPackets(_ => GiveBack());
        }

        public TapPackets Batch { get; }

        public int Packets
        {
            get => _packets;
            set => _packets = value;
        }

        private void GiveBack()
        {
            var packets = Interlocked.Exchange(ref _packets, 0);
            if (packets == 0) return;
            Interlocked.Add(ref _tap._out, -packets);
            if (_tap._spare.Count < MaxSpare) _tap._spare.Enqueue(this);
        }
    }
}
