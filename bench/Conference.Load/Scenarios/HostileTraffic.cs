using System.Net;
using Conference.Load.Measuring;
using Conference.Load.Peers;
using Conference.Load.Scenarios.Hostile;
using Conference.Load.Servers;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Sfu.Tests.Labs;

namespace Conference.Load.Scenarios;

/// <summary>
/// A minute of what strangers and forgers send to the lecture's port: noise, replayed and damaged media, ClientHellos and checks with a wrong password, from
/// addresses of their own, and all of it under the publisher's address and under that of somebody who never asked for an answer. It stays in the network namespace
/// that bench/run.sh makes.
/// </summary>
internal sealed class HostileTraffic : IBeside
{
    /// <summary>Of each kind about every millisecond; nine kinds.</summary>
    private const int Burst = 2;

    private const int Heard = 256;
    private static readonly TimeSpan Hearing = TimeSpan.FromSeconds(2);

    private readonly Generator _generator;
    private readonly ConferenceServer _server;
    private readonly CancellationToken _cancellationToken;
    private readonly HostileSource[] _sources;
    private readonly HostileDatagrams _datagrams;
    private readonly Publisher _publisher;
    private readonly IPEndPoint _target;
    private readonly Attacker _victim;
    private readonly Forger? _forger;
    private readonly MetricsPage _before;
    private readonly double _residentBefore;
    private readonly double _publisherBytesPerSecond;
    private readonly long _publisherBytes;
    private readonly Timestamp _start;
    private double? _residentHalfway;
    private (long Datagrams, long Bytes) _asPublisher, _asVictim;

    public HostileTraffic(Generator generator, IServer server, DtlsCertificate certificate, CancellationToken cancellationToken)
    {
        _server = server as ConferenceServer ?? throw new InvalidOperationException($"{server.Name} has no counters that tell what it drops.");
        _generator = generator;
        _cancellationToken = cancellationToken;
        _publisher = generator.Publishers[0];
        _target = _publisher.Server!;
        _publisher.Socket!.Eavesdropper = new List<byte[]>(Heard);
        var (bytes, since) = (_publisher.BytesReceived, Clock.Now);
        generator.Stream(Media.FrameShape.Even(10), 100, Hearing);
        _publisherBytesPerSecond = (_publisher.BytesReceived - bytes) / (Clock.Now - since).TotalSeconds;
        _datagrams = HostileDatagrams.Of(_publisher.Socket.Eavesdropper, certificate, _publisher.ServerDescription!, _publisher.Credentials.Ufrag.ToString());
        _publisher.Socket.Eavesdropper = null;
        _sources =
        [
            new HostileSource("random datagrams", _target, _datagrams.Random), new HostileSource("ClientHellos", _target, _datagrams.Hello),
            new HostileSource("checks with a wrong password", _target, _datagrams.Check), new HostileSource("replayed SRTP", _target, _datagrams.Replay),
            new HostileSource("damaged SRTP", _target, _datagrams.Damaged),
        ];
        _victim = new Attacker(_target.Address, _target);
        _forger = Forger.TryCreate();
        _before = _generator.Await(_server.Api.ReadMetricsAsync(cancellationToken), "the server tells its metrics");
        _residentBefore = ResidentMiB;
        _publisherBytes = _publisher.BytesReceived;
        _start = Clock.Now;
    }

    public TimeSpan Duration { get; } = TimeSpan.FromSeconds(60);

    private double ResidentMiB => ProcessorTime.ResidentBytes(_server.ProcessId) / 1048576.0;

    public void Turn(Timestamp now)
    {
        for (var i = 0; i < Burst; i++)
        {
            foreach (var source in _sources) source.Send();
            Forge(_publisher.Socket!.Address, _datagrams.Replay(), ref _asPublisher);
            Forge(_publisher.Socket!.Address, _datagrams.Damaged(), ref _asPublisher);
            Forge(_publisher.Socket!.Address, i % 2 == 0 ? _datagrams.Hello() : _datagrams.Random(), ref _asPublisher);
            Forge(_victim.Address, i % 2 == 0 ? _datagrams.Check() : _datagrams.Hello(), ref _asVictim);
        }

        if (_residentHalfway is null && now - _start > Duration / 2) _residentHalfway = ResidentMiB;
    }

    public Sample Complete(Sample sample)
    {
        var seconds = (Clock.Now - _start).TotalSeconds;
        var usual = (long)(_publisherBytesPerSecond * seconds);
        var drops = _generator.Await(_server.Api.ReadMetricsAsync(_cancellationToken), "the server tells its metrics").GrownSince(_before, "sfu_drops_total", "reason");
        List<HostileKind> kinds = [.. _sources.Select(source => source.Figures)];
        if (_forger is not null)
        {
            _victim.Count();
            kinds.Add(new HostileKind("under the publisher's address", _asPublisher.Datagrams, _asPublisher.Bytes, Math.Max(0, _publisher.BytesReceived - _publisherBytes - usual)));
            kinds.Add(new HostileKind("under a bystander's address", _asVictim.Datagrams, _asVictim.Bytes, _victim.BytesReceived));
        }

        return sample with { Hostile = new HostileFigures(seconds, kinds, _residentBefore, _residentHalfway ?? _residentBefore, ResidentMiB, drops) };
    }

    public void Dispose()
    {
        foreach (var source in _sources) source.Dispose();
        _victim.Dispose();
        _forger?.Dispose();
    }

    private void Forge(IPEndPoint from, byte[] datagram, ref (long Datagrams, long Bytes) count)
    {
        if (_forger is null) return;
        var sent = _forger.Datagrams;
        _forger.Send(from, _target, datagram);
        if (_forger.Datagrams > sent) count = (count.Datagrams + 1, count.Bytes + datagram.Length);
    }
}
