using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>Transport-wide feedback of 100 packets, per packet: written for a publisher, read, and put into a subscriber's estimate (sending counted in).</summary>
[MemoryDiagnoser]
public class FeedbackBenchmarks
{
    private const int Packets = 100;

    private readonly TransportFeedbackGenerator _generator = new();
    private readonly BandwidthEstimator _estimator = new();
    private readonly byte[] _buffer = new byte[1200];
    private SequenceNumber _sequence;
    private Timestamp _now;

    [Benchmark(OperationsPerInvoke = Packets)]
    public int Write()
    {
        for (var i = 0; i < Packets; i++) _generator.OnPacket(_now = _now.AddMicroseconds(1000), _sequence = _sequence.Next);
        var writer = new RtcpWriter(_buffer);
        return _generator.TryWrite(ref writer, new Ssrc(1), new Ssrc(2)) ? writer.Length : throw new InvalidOperationException("Nothing was due.");
    }

    [Benchmark(OperationsPerInvoke = Packets)]
    public bool WriteReadAndEstimate()
    {
        for (var i = 0; i < Packets; i++) _estimator.OnSent(_now.AddMicroseconds(1000 * i), _sequence.Add(i + 1), 1200);
        var length = Write();
        if (!RtcpCompound.TryParse(_buffer.AsSpan(0, length), out var compound) || !compound.MoveNext() || !TransportFeedback.TryParse(compound.Current, out var feedback))
            throw new InvalidOperationException("What was written cannot be read.");
        _estimator.OnFeedback(_now, feedback);
        return _estimator.IsTight;
    }
}
