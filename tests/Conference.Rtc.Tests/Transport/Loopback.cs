namespace Conference.Rtc.Tests.Transports;

/// <summary>Carries an Outbox's datagrams straight into another Transport, through one scratch buffer and without allocating.</summary>
internal sealed class Loopback : IOutboxSink, IDisposable
{
    private readonly Transport _to;
    private readonly RemoteEndPoint _from;
    private readonly byte[] _scratch;
    private readonly Outbox _replies;

    public Loopback(Transport to, RemoteEndPoint fromAddress, byte[] scratch)
    {
        _to = to;
        _from = fromAddress;
        _scratch = scratch;
        Outbox = new Outbox(this);
        _replies = new Outbox(this);
    }

    public Outbox Outbox { get; }

    public Timestamp Now { get; set; }

    void IOutboxSink.Send(Outbox outbox)
    {
        if (outbox == _replies)
            return;
        foreach (var entry in outbox.Entries)
        {
            outbox.Datagram(entry).CopyTo(_scratch);
            _to.Receive(Now, _from, _scratch.AsSpan(0, entry.Length), _replies);
        }
    }

    public void Dispose()
    {
        Outbox.Dispose();
        _replies.Dispose();
    }
}
