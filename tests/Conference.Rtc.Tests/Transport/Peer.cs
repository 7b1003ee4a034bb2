using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;

namespace Conference.Rtc.Tests.Transports;

/// <summary>One end of a <see cref="Link"/>: a Transport, its Outbox, its address, and the datagrams on their way to it.</summary>
internal sealed class Peer : IOutboxSink, IDisposable
{
    private readonly Action<Peer, OutboxEntry, byte[]> _send;

    public Peer(RemoteEndPoint address, Action<Peer, OutboxEntry, byte[]> send)
    {
        Address = address;
        _send = send;
        Outbox = new Outbox(this);
    }

    public RemoteEndPoint Address { get; set; }

    public Outbox Outbox { get; }

    public RecordingHandler Handler { get; } = new();

    public Transport Transport { get; private set; } = null!;

    public TransportCounters Counters => Transport.Counters;

    public void Open(DtlsRole role, DtlsCertificate certificate, IceCredentials local, RemoteParameters? remote, RemoteEndPoint? server, Timestamp now)
    {
        Transport = new Transport(
            Handler,
            new TransportParameters { Local = local, Certificate = certificate, Role = role, Remote = remote, Server = server },
            now);
    }

    public void Receive(Timestamp now, RemoteEndPoint from, byte[] datagram)
    {
        Transport.Receive(now, from, datagram, Outbox);
        Outbox.Flush();
    }

    void IOutboxSink.Send(Outbox outbox)
    {
        foreach (var entry in outbox.Entries)
            _send(this, entry, outbox.Datagram(entry).ToArray());
    }

    public void Dispose()
    {
        Transport.Dispose();
        Outbox.Dispose();
    }
}
