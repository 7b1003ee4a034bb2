using BenchmarkDotNet.Attributes;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Benchmarks.Sfu;

/// <summary>
/// One video publisher to many subscribers through the production Worker, room and transports (AEAD_AES_128_GCM) with a port in memory: a frame of ten
/// packets per turn, 1,150 octets of payload each. The figure is per forwarded packet; the publisher's own encryption of the ten is in it (2 % at 50
/// subscribers). Time stands still, so reports and feedback, some per second, are not. On two Workers one thread does the work of both, so what differs from
/// one Worker is the way through the ring, without the price of the other core's cache.
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

    [GlobalSetup(Target = nameof(ToFiftySubscribersOnTwoWorkers))]
    public void SetUpTwoWorkers() => SetUp(50, workers: 2);

    [Benchmark(OperationsPerInvoke = 10 * PacketsPerFrame)]
    public long ToTenSubscribers() => ForwardFrame();

    [Benchmark(OperationsPerInvoke = 50 * PacketsPerFrame)]
    public long ToFiftySubscribers() => ForwardFrame();

    [Benchmark(OperationsPerInvoke = 50 * PacketsPerFrame)]
    public long ToFiftySubscribersOnTwoWorkers() => ForwardFrame();

    [GlobalCleanup]
    public void Dispose()
    {
        _lab?.Dispose();
        GC.SuppressFinalize(this);
    }

    private long ForwardFrame()
    {
        _publisher.SendPayloads(_camera, _payload, PacketsPerFrame);
        long sent = 0;
        foreach (var worker in _lab.Workers)
        {
            worker.Turn(_lab.Now);
            sent += worker.Counters.RtpPacketsOut;
        }

        return sent;
    }

    private void SetUp(int subscribers, int workers = 1)
    {
        _lab = new Lab(new SfuOptions { SubscribersPerWorker = subscribers / workers }, workers: workers);
        _publisher = _lab.Join();
        var others = Enumerable.Range(0, subscribers).Select(_ => _lab.Join()).ToList();
        _camera = _publisher.PublishConnected(TrackSource.Camera);
        foreach (var other in others) other.SubscribeConnected();
        _publisher.SendVideo(_camera, isKey: true);
        _lab.Run(30);
        foreach (var port in _lab.Ports) port.OnSent = null;
        if (-ForwardFrame() + ForwardFrame() != subscribers * PacketsPerFrame)
            throw new InvalidOperationException("Not every packet is forwarded to every subscriber.");
    }
}
