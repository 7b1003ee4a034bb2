using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>A forwarded packet's header: a copy of the stream's with the packet's numbers, beside one written from scratch.</summary>
[MemoryDiagnoser]
public class RtpHeaderBenchmarks
{
    private static readonly byte[] Descriptor = [0x80, 0, 1];

    private readonly byte[] _slot = new byte[Outbox.MaxDatagramLength];
    private readonly RtpSendStream _stream;
    private RtpHeader _header;
    private SequenceNumber _sequence;

    public RtpHeaderBenchmarks()
    {
        var map = new HeaderExtensionMap();
        map.TryAdd(1, HeaderExtensionKind.Mid);
        map.TryAdd(2, HeaderExtensionKind.TransportSequence);
        map.TryAdd(4, HeaderExtensionKind.DependencyDescriptor);
        map.TryAdd(5, HeaderExtensionKind.ColorSpace);
        _stream = new RtpSendStream(new Ssrc(1)) { Extensions = map };
        _header = new RtpHeader { Extensions = map, Ssrc = new Ssrc(1) };
    }

    [Benchmark(Baseline = true)]
    public int FromScratch()
    {
        _header.SequenceNumber = _sequence = _sequence.Next;
        return _header.Write(_slot, _sequence);
    }

    [Benchmark]
    public int OfStream() => _stream.WriteHeader(_slot, Packet(default), _sequence, default);

    [Benchmark]
    public int OfStreamWithDescriptor() => _stream.WriteHeader(_slot, Packet(Descriptor), _sequence, default);

    private RtpSendPacket Packet(ReadOnlySpan<byte> descriptor) => new()
    {
        PayloadType = 96, SequenceNumber = _sequence = _sequence.Next, Timestamp = 1, Payload = default, DependencyDescriptor = descriptor,
    };
}
