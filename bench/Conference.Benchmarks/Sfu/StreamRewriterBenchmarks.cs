using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Rooms;

namespace Conference.Benchmarks.Sfu;

/// <summary>A packet's numbers on their way to a subscriber, and back from a NACK.</summary>
[MemoryDiagnoser]
public class StreamRewriterBenchmarks
{
    private StreamRewriter _rewriter;
    private long _sequence = 70_000;
    private SequenceNumber _sent;

    public StreamRewriterBenchmarks() => _rewriter.Begin(default, _sequence, 90_000, 90_000);

    [Benchmark]
    public bool Rewrite() => _rewriter.TryRewrite(default, ++_sequence, (uint)_sequence * 3000, out _sent, out _);

    [Benchmark]
    public bool FindSource() => _rewriter.TryFindSource(_sent, out _);
}
