using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Nack;
using Conference.Rtc.Rtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>What is kept of each packet that a publisher sends, so that what is missing is asked for and reported; per packet.</summary>
[MemoryDiagnoser]
public class NackBenchmarks
{
    private const int Packets = 100;

    private readonly NackGenerator _generator = new();
    private readonly ReceiverStatistics _statistics = new(clockRate: 90_000);
    private readonly SequenceNumber[] _due = new SequenceNumber[16];
    private SequenceNumber _sequence;
    private Timestamp _now;

    [Benchmark(OperationsPerInvoke = Packets)]
    public long NothingLost()
    {
        for (var i = 0; i < Packets; i++) Take(_sequence = _sequence.Next);
        return _generator.GivenUp == 0 ? _statistics.Received : throw new InvalidOperationException("Something was lost.");
    }

    /// <summary>Two in a hundred: asked for, and there again.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public int LostAskedForAndRecovered()
    {
        var asked = 0;
        for (var i = 0; i < Packets; i++)
        {
            _sequence = _sequence.Next;
            if (i is 30 or 70) continue;
            Take(_sequence);
            if (_generator.Deadline > _now) continue;
            var count = _generator.Collect(_now, _due);
            for (var lost = 0; lost < count; lost++) _generator.OnPacket(_now, _due[lost]);
            asked += count;
        }

        return asked == 2 && _generator.Missing == 0 ? asked : throw new InvalidOperationException($"{asked} of two lost packets were asked for.");
    }

    /// <summary>A report block, as publishers get one for each stream.</summary>
    [Benchmark]
    public long TakeReport()
    {
        Take(_sequence = _sequence.Next);
        return _statistics.TryTakeReport(_now, new Ssrc(1), out var block) ? block.CumulativeLost : throw new InvalidOperationException("There is nothing to report.");
    }

    private void Take(SequenceNumber sequence)
    {
        _now = _now.AddMicroseconds(1000);
        _statistics.OnPacket(_now, sequence, (uint)(_now.Microseconds * 90_000 / 1_000_000));
        _generator.OnPacket(_now, sequence);
    }
}
