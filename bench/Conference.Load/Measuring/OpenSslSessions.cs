using Conference.Load.Peers;
using Conference.Rtc;
using Conference.Rtc.Dtls;

namespace Conference.Load.Measuring;

/// <summary>What OpenSSL takes for one session of a server after its handshake: many bare ones are made with nothing around them, and their clients go again.</summary>
internal sealed class OpenSslSessions : IDisposable
{
    private const int Sessions = 1000, First = 300;

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
    private readonly Wire _toServer = new(), _toClient = new();
    private readonly Outbox _fromClient, _fromServer;

    private OpenSslSessions() => (_fromClient, _fromServer) = (new Outbox(_toServer), new Outbox(_toClient));

    /// <summary>Resident and allocated bytes of one, as a Transport leaves it: the buffers for records to come given back.</summary>
    public static (double Resident, double Native) BytesPerSession()
    {
        using var maker = new OpenSslSessions();
        // The first ones fill OpenSSL's tables and let our code be compiled for good.
        List<DtlsSession> servers = [.. Enumerable.Range(0, First).Select(_ => maker.Server())];
        var before = MemoryReading.OfThisProcess();
        servers.AddRange(Enumerable.Range(0, Sessions).Select(_ => maker.Server()));
        var taken = MemoryReading.OfThisProcess() - before;
        foreach (var server in servers) server.Dispose();
        return ((double)(taken.Resident - taken.Managed) / Sessions, (double)taken.Native / Sessions);
    }

    public void Dispose()
    {
        _fromClient.Dispose();
        _fromServer.Dispose();
        _certificate.Dispose();
    }

    private DtlsSession Server()
    {
        using var client = new DtlsSession(_certificate.Context, DtlsRole.Client, new TransportCounters());
        var server = new DtlsSession(_certificate.Context, DtlsRole.Server, new TransportCounters());
        client.Start(Clock.Now, default, _fromClient);
        _fromClient.Flush();
        while (server.State == DtlsState.Handshaking || client.State == DtlsState.Handshaking)
        {
            if (_toServer.Count + _toClient.Count == 0) throw new InvalidOperationException("A DTLS handshake in memory stands still.");
            while (_toServer.TryDequeue(out var datagram)) server.TryReceive(Clock.Now, datagram, default, _fromServer);
            _fromServer.Flush();
            while (_toClient.TryDequeue(out var datagram)) client.TryReceive(Clock.Now, datagram, default, _fromClient);
            _fromClient.Flush();
        }

        server.ReleaseBuffers();
        return server;
    }

    private sealed class Wire : Queue<byte[]>, IOutboxSink
    {
        public void Send(Outbox outbox)
        {
            foreach (ref readonly var entry in outbox.Entries) Enqueue(outbox.Datagram(entry).ToArray());
        }
    }
}
