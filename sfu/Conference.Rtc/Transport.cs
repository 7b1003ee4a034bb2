using Conference.Rtc.Ice;
using Conference.Rtc.Rtp;

namespace Conference.Rtc;

/// <summary>
/// One participant's UDP flow: ICE, DTLS, SRTP and SRTCP on one 5-tuple (RFC 7983 demultiplexing). Owned by one Worker and used from its
/// thread alone; reads no clock and no socket.
/// </summary>
public sealed class Transport : IDisposable
{
    private readonly ITransportHandler _handler;
    private readonly TransportParameters _parameters;
    private RemoteParameters? _remote;

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
    public void SetRemote(Timestamp now, RemoteParameters remote, Outbox outbox) => _remote = remote;

    /// <summary>Takes one datagram of this Transport; decrypts in place.</summary>
    public void Receive(Timestamp now, in RemoteEndPoint from, Span<byte> datagram, Outbox outbox)
    {
        Counters.DatagramsReceived++;
        Counters.BytesReceived += datagram.Length;
    }

    /// <summary>
    /// Writes header and payload into a slot of the Outbox, gives the packet the next transport-wide sequence number, and encrypts it there.
    /// </summary>
    /// <param name="payload">Plaintext; copied.</param>
    /// <returns>False if it was dropped: not connected, or too long.</returns>
    public bool SendRtp(Timestamp now, in RtpHeader header, ReadOnlySpan<byte> payload, Outbox outbox) =>
        IsConnected && header.Length + payload.Length <= Outbox.MaxDatagramLength;

    /// <summary>Same, for a payload that waited in a slot; the reference stays the caller's.</summary>
    public bool SendRtp(Timestamp now, in RtpHeader header, PacketRef payload, Outbox outbox) => SendRtp(now, header, payload.Span, outbox);

    /// <summary>The transport-wide sequence number that the last sent RTP packet carries, for matching feedback to packets.</summary>
    public SequenceNumber LastTransportSequence { get; private set; }

    /// <summary>Sends one plaintext RTCP packet, compound or reduced-size; false if it was dropped.</summary>
    public bool SendRtcp(Timestamp now, ReadOnlySpan<byte> compound, Outbox outbox) => IsConnected;

    /// <summary>Does what is due; returns when to be called again.</summary>
    public Timestamp HandleTimeout(Timestamp now, Outbox outbox) => IsClosed || _remote is null ? Timestamp.Never : now.AddMilliseconds(100);

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
