using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Stun;
using Conference.Sfu.Net;

namespace Conference.Benchmarks.Sfu;

/// <summary>Whose a datagram is, on a Worker with 200 transports: by its 5-tuple, by the ufrag of a first check, and nobody's.</summary>
[MemoryDiagnoser]
public class DemuxBenchmarks : ITransportHandler, IOutboxSink, IDisposable
{
    private const int Transports = 200;

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
    private readonly Outbox _outbox;
    private readonly TransportTable _table = new();
    private readonly List<Transport> _transports = [];
    private readonly RemoteEndPoint[] _addresses = new RemoteEndPoint[Transports];
    private readonly byte[][] _checks = new byte[Transports][];
    private readonly byte[] _media = new byte[1200];
    private int _next;

    public DemuxBenchmarks()
    {
        _outbox = new Outbox(this);
        _media[0] = 0x80; // RTP, version 2
        for (var i = 0; i < Transports; i++)
        {
            var credentials = IceCredentials.Generate();
            var transport = new Transport(this, new TransportParameters { Local = credentials, Certificate = _certificate }, default);
            var binding = new TransportBinding(transport, _outbox);
            _transports.Add(transport);
            _table.Add(binding);
            _addresses[i] = RemoteEndPoint.FromIPv4(0x0A000002 + (uint)(i / 4), (ushort)(50_000 + i)).WithLocalAddress(1);
            _table.Learn(binding, _addresses[i]);
            _checks[i] = Check(credentials);
        }
    }

    [Benchmark]
    public bool ByAddress() => _table.Find(_addresses[Next()], _media) is not null;

    [Benchmark]
    public bool ByUfrag() => _table.Find(Stranger(), _checks[Next()]) is not null;

    [Benchmark]
    public bool Nobody() => _table.Find(Stranger(), _media) is not null;

    void ITransportHandler.OnConnected(Transport transport, Timestamp now)
    {
    }

    void ITransportHandler.OnRtp(Transport transport, Timestamp now, Span<byte> packet)
    {
    }

    void ITransportHandler.OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound)
    {
    }

    void ITransportHandler.OnClosed(Transport transport, Timestamp now, TransportCloseReason reason)
    {
    }

    void IOutboxSink.Send(Outbox outbox)
    {
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (var transport in _transports) transport.Dispose();
        _certificate.Dispose();
        _outbox.Dispose();
        GC.SuppressFinalize(this);
    }

    private int Next() => _next = (_next + 1) % Transports;

    private RemoteEndPoint Stranger() => RemoteEndPoint.FromIPv4(0xC0A80000 + (uint)_next, 4711);

    /// <summary>A browser's Binding request to these credentials, integrity left out: finding does not look at it.</summary>
    private static byte[] Check(IceCredentials credentials)
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "0123456789ab"u8);
        writer.AddBytes(StunAttributeType.Username, System.Text.Encoding.ASCII.GetBytes($"{credentials.Ufrag}:abcd"));
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }
}
