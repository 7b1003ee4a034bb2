using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Ice;
using Conference.Rtc.Stun;

namespace Conference.Benchmarks.Rtc;

/// <summary>A browser's connectivity check: finding its Transport, authenticating it, answering it.</summary>
[MemoryDiagnoser]
public class StunBenchmarks : IOutboxSink, IDisposable
{
    private static readonly RemoteEndPoint Browser = RemoteEndPoint.FromIPv4(0x0A000002, 6000);

    private readonly IceCredentials _credentials = IceCredentials.Generate();
    private readonly Outbox _outbox;
    private readonly IceLiteAgent _agent;
    private readonly byte[] _request;

    public StunBenchmarks()
    {
        _outbox = new Outbox(this);
        _agent = new IceLiteAgent(_credentials, new TransportCounters(), default);
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "0123456789ab"u8);
        writer.AddBytes(StunAttributeType.Username, System.Text.Encoding.ASCII.GetBytes($"{_credentials.Ufrag}:abcd"));
        writer.AddUInt64(StunAttributeType.IceControlling, 1);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddIntegrity(System.Text.Encoding.ASCII.GetBytes(_credentials.Password));
        writer.AddFingerprint();
        _request = buffer[..writer.Length];
    }

    [Benchmark]
    public bool FindUfrag() => StunUsername.TryReadLocalUfrag(_request, out _);

    [Benchmark]
    public bool AnswerBindingRequest() => _agent.TryReceive(default, Browser, _request, _outbox, out _);

    void IOutboxSink.Send(Outbox outbox)
    {
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _outbox.Dispose();
        GC.SuppressFinalize(this);
    }
}
