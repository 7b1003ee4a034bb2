using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtp;
using Conference.Rtc.Srtp;

namespace Conference.Rtc;

/// <summary>
/// One participant's UDP flow: ICE, DTLS, SRTP and SRTCP on one 5-tuple (RFC 7983 demultiplexing). Owned by one Worker and used from its
/// thread alone; reads no clock and no socket. Nothing but STUN is taken from, and nothing but the answer to it goes to, an address that
/// has not passed an authenticated check.
/// </summary>
public sealed class Transport : IDisposable
{
    private readonly ITransportHandler _handler;
    private readonly TransportParameters _parameters;
    private readonly IIceAgent _ice;
    private readonly DtlsSession _dtls;
    private RemoteParameters? _remote;
    private SrtpSession? _srtp;
    private Timestamp _nextSignOfLife;
    private RemoteEndPoint _selected; // the agent's, kept here because each packet wants it

    /// <param name="handler">Told what happens, on the calling thread.</param>
    /// <param name="parameters">The certificate in it outlives the Transport.</param>
    /// <param name="now">Start of the time that the peer has for its first check.</param>
    public Transport(ITransportHandler handler, TransportParameters parameters, Timestamp now)
    {
        _handler = handler;
        _parameters = parameters;
        Local = parameters.Local;
        _ice = parameters.Server is { } server
            ? new IceControllingAgent(parameters.Local, server, Counters, now)
            : new IceLiteAgent(parameters.Local, Counters, now);
        _dtls = new DtlsSession(parameters.Certificate.Context, parameters.Role, Counters);
        if (parameters.Remote is { } remote)
        {
            _remote = remote;
            _ice.SetRemote(remote);
        }
    }

    /// <summary>What a Worker finds this Transport by at first contact.</summary>
    public IceUfrag LocalUfrag => Local.Ufrag;

    /// <summary>Our credentials of the present ICE session.</summary>
    public IceCredentials Local { get; private set; }

    /// <summary>What the peer's description said; null when we have offered and no answer has come.</summary>
    public RemoteParameters? Remote => _remote;

    public bool IsConnected => _srtp is not null && !IsClosed;

    public bool IsClosed { get; private set; }

    /// <summary>Where it sends to: the selected pair's far end; unspecified before the first authenticated check.</summary>
    public RemoteEndPoint Selected => _selected;

    /// <summary>What SRTP uses; null until connected.</summary>
    public SrtpProfile? Profile => _srtp?.Profile;

    /// <summary>The transport-wide sequence number that the last sent RTP packet carries, for matching feedback to packets.</summary>
    public SequenceNumber LastTransportSequence { get; private set; }

    public TransportCounters Counters { get; } = new();

    /// <summary>
    /// Brings what the answer to our offer says. Checks and DTLS may come before it; nothing is trusted until it is here. A later answer
    /// that says the same changes nothing.
    /// </summary>
    public void SetRemote(Timestamp now, RemoteParameters remote, Outbox outbox)
    {
        if (IsClosed || IsConnected)
            return;
        _remote = remote;
        _ice.SetRemote(remote);
        _selected = _ice.Selected;
        CompleteHandshake(now, outbox);
    }

    /// <summary>Begins a new ICE session under fresh credentials of both sides (RFC 8445 §9); DTLS and SRTP go on as they are. False on a closed Transport.</summary>
    public bool TryRestartIce(IceCredentials local, string remoteUfrag, string remotePassword)
    {
        if (IsClosed || _remote is null)
            return false;
        Local = local;
        _remote = _remote with { IceUfrag = remoteUfrag, IcePassword = remotePassword };
        _ice.Restart(local, _remote);
        _selected = _ice.Selected;
        return true;
    }

    /// <summary>Takes one datagram of this Transport; decrypts in place. Never throws for what is in it.</summary>
    public void Receive(Timestamp now, in RemoteEndPoint from, Span<byte> datagram, Outbox outbox)
    {
        Counters.DatagramsReceived++;
        Counters.BytesReceived += datagram.Length;
        if (IsClosed)
        {
            Counters.Drop(TransportDrop.Closed);
            return;
        }
        // RFC 7983 §7; the ranges between are ZRTP, TURN channels and the unassigned.
        switch (datagram.IsEmpty ? byte.MaxValue : datagram[0])
        {
            case <= 3:
                ReceiveStun(now, from, datagram, outbox);
                break;
            case >= 20 and <= 63:
                ReceiveDtls(now, from, datagram, outbox);
                break;
            case >= 128 and <= 191:
                ReceiveMedia(now, from, datagram);
                break;
            default:
                Counters.Drop(TransportDrop.UnknownProtocol);
                break;
        }
    }

    /// <summary>
    /// Writes header and payload into a slot of the Outbox, gives the packet the next transport-wide sequence number if its header has a
    /// place for one, and encrypts it there.
    /// </summary>
    /// <param name="payload">Plaintext; copied.</param>
    /// <returns>False if it was dropped; <see cref="Counters"/> say why.</returns>
    public bool SendRtp(Timestamp now, in RtpHeader header, ReadOnlySpan<byte> payload, Outbox outbox)
    {
        if (_srtp is null || IsClosed)
            return DropToSend(TransportDrop.SendNotConnected);
        var payloadOffset = header.Length;
        var length = payloadOffset + payload.Length + _srtp.Sender.RtpOverhead;
        if (length > Outbox.MaxDatagramLength)
            return DropToSend(TransportDrop.SendTooLong);
        var packet = outbox.Reserve()[..length];
        var sequence = LastTransportSequence.Next;
        header.Write(packet, sequence, AbsSendTime.FromMicroseconds(now.Microseconds));
        var headerLength = payloadOffset;
        if (header.OriginalSequenceNumber is not null)
        {
            // A retransmission's original sequence number is payload to SRTP (RFC 4588 §4): it is encrypted with the rest, in place.
            payload.CopyTo(packet[payloadOffset..]);
            headerLength -= Rtx.OriginalSequenceNumberLength;
            payload = packet[headerLength..^_srtp.Sender.RtpOverhead];
        }
        if (!_srtp.Sender.TryProtectRtp(packet, headerLength, payload, outbox.Authentication))
            return DropToSend(TransportDrop.SendRepeated);
        if (header.Extensions is { } extensions && extensions[HeaderExtensionKind.TransportSequence] != 0)
            LastTransportSequence = sequence;
        Commit(length, outbox);
        Counters.RtpPacketsSent++;
        return true;
    }

    /// <summary>Same for a stream that is sent again and again: what its packets have in common is there already.</summary>
    public bool SendRtp(Timestamp now, RtpSendStream stream, in RtpSendPacket rtp, Outbox outbox)
    {
        if (_srtp is null || IsClosed)
            return DropToSend(TransportDrop.SendNotConnected);
        var sender = _srtp.Sender;
        var slot = outbox.Reserve();
        var sequence = LastTransportSequence.Next;
        var headerLength = stream.WriteHeader(slot, rtp, sequence, now);
        var length = headerLength + rtp.Payload.Length + sender.RtpOverhead;
        if (length > Outbox.MaxDatagramLength)
            return DropToSend(TransportDrop.SendTooLong);
        stream.Protection ??= sender.OpenStream(stream.Ssrc);
        var isSealed = stream.IsRepeatable
            ? stream.Protection.TryProtectRepeatable(slot[..length], headerLength, rtp.Payload)
            : stream.Protection.TryProtectRtp(slot[..length], headerLength, rtp.Payload, outbox.Authentication);
        if (!isSealed)
            return DropToSend(TransportDrop.SendRepeated);
        if (stream.HasTransportSequence)
            LastTransportSequence = sequence;
        Commit(length, outbox);
        Counters.RtpPacketsSent++;
        return true;
    }

    /// <summary>
    /// Sends a packet of an <see cref="RtpSendStream.IsRepeatable"/> stream once more, bit for bit: what a receiver without RTX gets for its NACK.
    /// </summary>
    /// <returns>False if it was not sent before, or would not be the same.</returns>
    public bool RepeatRtp(Timestamp now, RtpSendStream stream, in RtpSendPacket rtp, Outbox outbox)
    {
        if (_srtp is null || IsClosed || stream.Protection is null)
            return DropToSend(TransportDrop.SendNotConnected);
        var slot = outbox.Reserve();
        var headerLength = stream.WriteHeader(slot, rtp, default, now);
        var length = headerLength + rtp.Payload.Length + _srtp.Sender.RtpOverhead;
        if (length > Outbox.MaxDatagramLength)
            return DropToSend(TransportDrop.SendTooLong);
        if (!stream.Protection.TryProtectAgain(slot[..length], headerLength, rtp.Payload))
            return DropToSend(TransportDrop.SendChanged);
        Commit(length, outbox);
        Counters.RtpPacketsSent++;
        return true;
    }

    /// <summary>Sends one plaintext RTCP packet, compound or reduced-size; false if it was dropped.</summary>
    public bool SendRtcp(Timestamp now, ReadOnlySpan<byte> compound, Outbox outbox)
    {
        if (_srtp is null || IsClosed)
            return DropToSend(TransportDrop.SendNotConnected);
        var length = compound.Length + _srtp.Sender.RtcpOverhead;
        if (length > Outbox.MaxDatagramLength)
            return DropToSend(TransportDrop.SendTooLong);
        ArgumentOutOfRangeException.ThrowIfLessThan(compound.Length, SrtpCipher.RtcpHeaderLength, nameof(compound));
        var packet = outbox.Reserve()[..length];
        compound.CopyTo(packet);
        if (!_srtp.Sender.TryProtectRtcp(packet))
            return DropToSend(TransportDrop.SendRepeated);
        Commit(length, outbox);
        Counters.RtcpPacketsSent++;
        return true;
    }

    /// <summary>Does what is due: retransmission of handshake messages, a client's checks, the end of consent.</summary>
    /// <returns>When to be called again, at the latest; datagrams may move it.</returns>
    public Timestamp HandleTimeout(Timestamp now, Outbox outbox)
    {
        if (IsClosed)
            return Timestamp.Never;
        var ice = _ice.HandleTimeout(now, outbox);
        _selected = _ice.Selected;
        if (_ice.IsExpired(now))
        {
            // Nothing may go to an address without consent, close_notify included (RFC 7675 §5.1).
            Finish(now, TransportCloseReason.ConsentLost);
            return Timestamp.Never;
        }
        var dtls = _dtls.HandleTimeout(now, Selected, outbox);
        if (_dtls.State == DtlsState.Failed)
        {
            Finish(now, TransportCloseReason.DtlsFailed);
            return Timestamp.Never;
        }
        return Timestamp.Min(ice, dtls);
    }

    /// <summary>Says close_notify, tells the handler, frees native state, and is over. Does nothing the second time.</summary>
    public void Close(Timestamp now, TransportCloseReason reason, Outbox outbox)
    {
        if (IsClosed)
            return;
        if (Selected.IsSpecified)
            _dtls.Close(Selected, outbox);
        Finish(now, reason);
    }

    /// <summary>Frees native state without a word to peer or handler.</summary>
    public void Dispose()
    {
        IsClosed = true;
        _dtls.Dispose();
        _srtp?.Dispose();
    }

    private void ReceiveStun(Timestamp now, in RemoteEndPoint from, ReadOnlySpan<byte> datagram, Outbox outbox)
    {
        var isAccepted = _ice.TryReceive(now, from, datagram, outbox, out var drop);
        _selected = _ice.Selected;
        if (isAccepted)
            _dtls.Start(now, Selected, outbox);
        else
            Counters.Drop(drop);
    }

    private void ReceiveDtls(Timestamp now, in RemoteEndPoint from, ReadOnlySpan<byte> datagram, Outbox outbox)
    {
        if (!_ice.IsValidated(now, from))
        {
            Counters.Drop(TransportDrop.DtlsNotValidated);
            return;
        }
        if (!_dtls.TryReceive(now, datagram, from, outbox))
            Counters.Drop(TransportDrop.DtlsMalformed);
        switch (_dtls.State)
        {
            case DtlsState.Connected:
                CompleteHandshake(now, outbox);
                if (!IsClosed)
                    _dtls.ReleaseBuffers();
                break;
            case DtlsState.Closed:
                Finish(now, TransportCloseReason.DtlsAlert);
                break;
            case DtlsState.Failed:
                Finish(now, TransportCloseReason.DtlsFailed);
                break;
        }
    }

    /// <summary>Once the handshake is done and the peer's fingerprint is known: compares it before anything else is done with the keys.</summary>
    private void CompleteHandshake(Timestamp now, Outbox outbox)
    {
        if (_srtp is not null || _remote is null || _dtls.State != DtlsState.Connected)
            return;
        if (!_dtls.TryGetPeerFingerprint(out var fingerprint)
            || !_remote.Fingerprint.Equals(fingerprint)
            || !SrtpSession.TryCreate(_dtls, _parameters.Role, out _srtp))
        {
            Close(now, TransportCloseReason.DtlsFailed, outbox);
            return;
        }
        _handler.OnConnected(this, now);
    }

    private void ReceiveMedia(Timestamp now, in RemoteEndPoint from, Span<byte> packet)
    {
        if (!_ice.IsValidated(now, from))
        {
            Counters.Drop(TransportDrop.MediaNotValidated);
            return;
        }
        if (_srtp is null)
        {
            Counters.Drop(TransportDrop.MediaBeforeKeys);
            return;
        }
        // RFC 5761 §4: RTCP packet types look like RTP payload types 64 to 95 with the marker set, which nobody may use.
        if (packet.Length > 1 && packet[1] is >= 192 and <= 223)
            ReceiveRtcp(now, from, packet, _srtp.Receiver);
        else
            ReceiveRtp(now, from, packet, _srtp.Receiver);
    }

    private void NoteSignOfLife(Timestamp now, in RemoteEndPoint from)
    {
        if (now < _nextSignOfLife)
            return;
        _nextSignOfLife = now.AddMilliseconds(IceConsent.SignOfLifeMilliseconds);
        _ice.OnSignOfLife(now, from);
    }

    private void ReceiveRtp(Timestamp now, in RemoteEndPoint from, Span<byte> packet, SrtpReceiver receiver)
    {
        if (!receiver.TryUnprotectRtp(packet, out var length, out var drop))
        {
            Counters.Drop(drop);
            return;
        }
        Counters.RtpPacketsReceived++;
        NoteSignOfLife(now, from);
        _handler.OnRtp(this, now, packet[..length]);
    }

    private void ReceiveRtcp(Timestamp now, in RemoteEndPoint from, Span<byte> packet, SrtpReceiver receiver)
    {
        if (!receiver.TryUnprotectRtcp(packet, out var length, out var drop))
        {
            Counters.Drop(drop);
            return;
        }
        Counters.RtcpPacketsReceived++;
        NoteSignOfLife(now, from);
        _handler.OnRtcp(this, now, packet[..length]);
    }

    private void Commit(int length, Outbox outbox)
    {
        outbox.Commit(length, _selected);
        Counters.CountSent(length);
    }

    private bool DropToSend(TransportDrop reason)
    {
        Counters.Drop(reason);
        return false;
    }

    private void Finish(Timestamp now, TransportCloseReason reason)
    {
        Dispose();
        _handler.OnClosed(this, now, reason);
    }
}
