using Conference.Rtc.Ice;

namespace Conference.Rtc;

/// <summary>
/// One participant's UDP flow: ICE, DTLS, SRTP and SRTCP on one 5-tuple (RFC 7983 demultiplexing). Owned by one Worker and used from its
/// thread alone; reads no clock and no socket.
/// </summary>
public sealed class Transport : IDisposable
{
    private readonly ITransportHandler _handler;
    private readonly TransportParameters _parameters;

    /// <param name="handler">Told what happens, on the calling thread.</param>
    /// <param name="parameters">Stays the caller's.</param>
    /// <param name="now">Start of the time that the peer has for its first check.</param>
    public Transport(ITransportHandler handler, TransportParameters parameters, Timestamp now)
    {
        _handler = handler;
        _parameters = parameters;
        Created = now;
    }

    /// <summary>When it was made.</summary>
    public Timestamp Created { get; }

    /// <summary>What a Worker finds this Transport by at first contact.</summary>
    public IceUfrag LocalUfrag => _parameters.Local.Ufrag;

    public bool IsConnected { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Where it sends to: the selected pair's far end; unspecified before the first authenticated check.</summary>
    public RemoteEndPoint Selected { get; private set; }

    public TransportCounters Counters { get; } = new();

    /// <summary>Brings what the answer to our offer says. Checks and DTLS may come before it; nothing is trusted until it is here.</summary>
    public void SetRemote(Timestamp now, RemoteParameters remote, Outbox outbox)
    {
    }

    /// <summary>Takes one datagram of this Transport; decrypts in place.</summary>
    public void Receive(Timestamp now, in RemoteEndPoint from, Span<byte> datagram, Outbox outbox)
    {
    }

    /// <summary>Sends one plaintext RTCP packet, compound or reduced-size; false if it was dropped.</summary>
    public bool SendRtcp(Timestamp now, ReadOnlySpan<byte> compound, Outbox outbox) => IsConnected;

    /// <summary>Does what is due; returns when to be called again.</summary>
    public Timestamp HandleTimeout(Timestamp now, Outbox outbox) => Timestamp.Never;

    /// <summary>Says close_notify, tells the handler, and is over. Does nothing the second time.</summary>
    public void Close(Timestamp now, TransportCloseReason reason, Outbox outbox)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        _handler.OnClosed(this, now, reason);
    }

    /// <summary>Frees native state without a word to peer or handler.</summary>
    public void Dispose()
    {
    }
}
