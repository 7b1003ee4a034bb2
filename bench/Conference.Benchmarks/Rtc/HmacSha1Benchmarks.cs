using BenchmarkDotNet.Attributes;
using Conference.Rtc.Srtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>Sixteen authentication tags of 1200-octet packets, each under a key of its own, as a batch of datagrams takes them; time per tag.</summary>
[MemoryDiagnoser]
public class HmacSha1Benchmarks : IDisposable
{
    private const int Packets = 16;
    private const int PacketLength = 1200;
    private const int SlotLength = 1500;
    private const int TagLength = 10;

    private HmacSha1[] _keys = [];
    private KeyMemory _slots = null!;
    private HmacSha1Batch _batch = null!;

    /// <summary>1: each by libcrypto; 8: AVX2; 16: AVX-512.</summary>
    [Params(1, 8, 16)]
    public int Lanes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (Lanes > HmacSha1Batch.Lanes)
            throw new PlatformNotSupportedException($"This processor takes {HmacSha1Batch.Lanes} messages at once.");
        _slots = new KeyMemory(Packets * SlotLength);
        _batch = new HmacSha1Batch(Packets);
        _keys = new HmacSha1[Packets];
        for (var i = 0; i < Packets; i++)
            _keys[i] = new HmacSha1([(byte)i, 1, 2, 3]);
    }

    [Benchmark(OperationsPerInvoke = Packets)]
    public unsafe void Tag()
    {
        for (var i = 0; i < Packets; i++)
        {
            var packet = new Span<byte>(_slots.Octets + i * SlotLength, PacketLength + TagLength);
            _batch.Add(_keys[i], packet[..PacketLength], rollover: 0, packet[PacketLength..]);
        }
        _batch.Complete(Lanes);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
        _batch?.Dispose();
        _slots?.Dispose();
        GC.SuppressFinalize(this);
    }
}
