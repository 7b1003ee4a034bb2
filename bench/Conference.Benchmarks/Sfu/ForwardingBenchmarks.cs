using BenchmarkDotNet.Attributes;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Benchmarks.Sfu;

/// <summary>
/// One video publisher to many subscribers through the production Worker, room and transports (AEAD_AES_128_GCM) with a port in memory: a frame of ten
/// packets per turn, 1,150 octets of payload each. The figure is per forwarded packet; the publisher's own encryption of the ten is in it (2 % at 50
/// subscribers). Time stands still, so reports and feedback, some per second, are not.
/// </summary>
[MemoryDiagnoser]
public class ForwardingBenchmarks : IDisposable
{
    private const int PacketsPerFrame = 10;

    private readonly byte[] _payload = new byte[1150];
    private Lab _lab = null!;
    private Browser _publisher = null!;
    private SentTrack _camera = null!;

    [GlobalSetup(Target = nameof(ToTenSubscribers))]
    public void SetUpTen() => SetUp(10);

    [GlobalSetup(Target = nameof(ToFiftySubscribers))]
    public void SetUpFifty() => SetUp(50);

    [Benchmark(OperationsPerInvoke = 10 * PacketsPerFrame)]
    public long ToTenSubscribers() => ForwardFrame();

    [Benchmark(OperationsPerInvoke = 50 * PacketsPerFrame)]
    public long ToFiftySubscribers() => ForwardFrame();

    [GlobalCleanup]
    public void Dispose()
    {
        _lab?.Dispose();
        GC.SuppressFinalize(this);
    }

    private long ForwardFrame()
    {
        _publisher.SendPayloads(_camera, _payload, PacketsPerFrame);
        _lab.Worker.Turn(_lab.Now);
        return _lab.Worker.Counters.RtpPacketsOut;
    }

    private void SetUp(int subscribers)
    {
        _lab = new Lab();
        _publisher = _lab.Join();
        var others = Enumerable.Range(0, subscribers).Select(_ => _lab.Join()).ToList();
        _camera = _publisher.PublishConnected(TrackSource.Camera);
        foreach (var other in others) other.SubscribeConnected();
        _publisher.SendVideo(_camera, isKey: true);
        _lab.Run(30);
        _lab.Port.OnSent = null;
        var before = _lab.Worker.Counters.RtpPacketsOut;
        ForwardFrame();
        if (_lab.Worker.Counters.RtpPacketsOut - before != subscribers * PacketsPerFrame)
            throw new InvalidOperationException("Not every packet is forwarded to every subscriber.");
    }
}
