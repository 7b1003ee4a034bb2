using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Congestion;

/// <summary>
/// A sender of 30 frames a second, a link of a given rate with a queue, loss and jitter, and a receiver that sends transport-wide feedback each 100 ms, all
/// on virtual time.
/// </summary>
internal sealed class Bottleneck(BandwidthEstimator estimator, int seed = 1)
{
    private const int PacketLength = 1200, FrameMicroseconds = 33_333, FeedbackMicroseconds = 100_000, OneWayMicroseconds = 30_000;

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<SequenceNumber, long> _arriving = new();
    private readonly TransportFeedbackGenerator _arrivals = new();
    private readonly byte[] _buffer = new byte[1500];
    private SequenceNumber _next = new(65_000); // wraps early
    private double _owed;
    private long _linkFreeAt, _nextFeedback;

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(5_000);

    /// <summary>Bits per second that the link carries.</summary>
    public double Link { get; set; } = 100e6;

    /// <summary>Part of the packets that the link loses.</summary>
    public double Loss { get; set; }

    /// <summary>Packets are held up by as much as this, at random, and still come in order.</summary>
    public int JitterMicroseconds { get; set; }

    /// <summary>What waits longer than this in front of the link is dropped.</summary>
    public long QueueMicroseconds { get; set; } = 500_000;

    /// <summary>Sends for a while; tells after each frame.</summary>
    public void Send(double bitsPerSecond, double seconds, Action? onFrame = null)
    {
        for (var end = Now.AddMicroseconds((long)(seconds * 1e6)); Now < end; Now = Now.AddMicroseconds(FrameMicroseconds))
        {
            for (_owed += bitsPerSecond * FrameMicroseconds / 8e6; _owed >= PacketLength; _owed -= PacketLength) SendPacket();
            Deliver();
            onFrame?.Invoke();
        }
    }

    private void SendPacket()
    {
        var sequence = _next = _next.Next;
        estimator.OnSent(Now, sequence, PacketLength);
        _linkFreeAt = Math.Max(_linkFreeAt, Now.Microseconds);
        if (_linkFreeAt - Now.Microseconds > QueueMicroseconds) return;
        _linkFreeAt += (long)(PacketLength * 8e6 / Link);
        if (_random.NextDouble() >= Loss) _arriving.Enqueue(sequence, _linkFreeAt + OneWayMicroseconds + _random.Next(JitterMicroseconds + 1));
    }

    private void Deliver()
    {
        while (_arriving.TryPeek(out var sequence, out var at) && at <= Now.Microseconds)
        {
            _arriving.Dequeue();
            _arrivals.OnPacket(new Timestamp(at + 777_777_777), sequence); // its clock is not ours
        }

        if (Now.Microseconds < _nextFeedback) return;
        _nextFeedback = Now.Microseconds + FeedbackMicroseconds;
        while (true)
        {
            var writer = new RtcpWriter(_buffer);
            if (!_arrivals.TryWrite(ref writer, new Ssrc(1), new Ssrc(2))) return;
            Assert.True(RtcpCompound.TryParse(writer.Written, out var compound) && compound.MoveNext());
            Assert.True(TransportFeedback.TryParse(compound.Current, out var feedback));
            estimator.OnFeedback(Now, feedback);
        }
    }
}
