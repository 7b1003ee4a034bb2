using Conference.Rtc.Stun;

namespace Conference.Rtc.Ice;

/// <summary>
/// An ICE-lite agent (RFC 8445 §2.5): host candidates alone, always controlled, answers checks and sends none. The peer's newest
/// USE-CANDIDATE selects the pair; its checks on that pair are at once its consent and our sign of life (RFC 7675). When they go on at another
/// pair that it nominated before, that one is selected. A peer without RFC 7675 (libnice as GStreamer 1.22 uses it) checks no more once it has nominated: its
/// media and reports say the same, for nobody else can make them.
/// </summary>
internal sealed class IceLiteAgent : IIceAgent
{
    private readonly TransportCounters _counters;
    private IceGeneration _current;
    private IceGeneration? _previous;
    private ValidatedAddresses _validated;
    private RemoteEndPoint _selected;
    private bool _nominated;
    private Timestamp _expires;

    public IceLiteAgent(IceCredentials local, TransportCounters counters, Timestamp now)
    {
        _current = new IceGeneration(local);
        _counters = counters;
        _expires = now.AddMilliseconds(IceConsent.FirstCheckMilliseconds);
    }

    public RemoteEndPoint Selected => _selected;

    public void SetRemote(RemoteParameters remote) => _current = _current.With(remote.IceUfrag);

    /// <summary>
    /// Media goes on over the present pair until the peer nominates one under the new credentials. Its checks under the old ones are answered meanwhile, because
    /// they are what keeps that pair alive; once it has nominated they select nothing any more.
    /// </summary>
    public void Restart(IceCredentials local, RemoteParameters remote)
    {
        _previous = _current;
        _current = new IceGeneration(local).With(remote.IceUfrag);
        _nominated = false;
    }

    public bool IsValidated(Timestamp now, in RemoteEndPoint from) => _validated.Contains(now, from);

    public void OnSignOfLife(Timestamp now, in RemoteEndPoint from)
    {
        _validated.Refresh(now, from);
        if (from == _selected) _expires = now.AddMilliseconds(IceConsent.TimeoutMilliseconds);
    }

    public bool TryReceive(Timestamp now, in RemoteEndPoint from, ReadOnlySpan<byte> datagram, Outbox outbox, out TransportDrop drop)
    {
        drop = TransportDrop.StunMalformed;
        if (!StunMessage.TryParse(datagram, out var message))
            return false;
        if (message.Class != StunClass.Request)
        {
            // A Binding indication is a keep-alive (RFC 8445 §11), which says nothing that can be authenticated; a response answers nothing.
            drop = TransportDrop.StunUnexpected;
            return false;
        }
        drop = TransportDrop.StunUnauthenticated;
        if (!message.HasIntegrity || message.Username.IsEmpty)
        {
            SendError(from, message, StunErrorCode.BadRequest, datagram.Length, outbox); // RFC 8489 §9.1.3
            return false;
        }
        var generation = _current.IsFor(message.Username) ? _current : _previous;
        if (generation is null || !generation.IsFor(message.Username) || !message.IsAuthentic(generation.Password))
        {
            SendError(from, message, StunErrorCode.Unauthenticated, datagram.Length, outbox);
            return false;
        }
        drop = TransportDrop.StunUnexpected;
        if (message.UnknownAttribute != 0)
        {
            SendError(from, message, StunErrorCode.UnknownAttribute, int.MaxValue, outbox, generation.Password);
            return false;
        }
        if (message.Controlled is not null)
        {
            // Facing a lite agent the peer must control (RFC 8445 §6.1.1): tell it to switch.
            SendError(from, message, StunErrorCode.RoleConflict, int.MaxValue, outbox, generation.Password);
            return false;
        }
        var isCurrent = generation == _current;
        Accept(now, from, message.UseCandidate && (isCurrent || !_nominated), isCurrent);
        SendSuccess(from, message, generation.Password, outbox);
        return true;
    }

    public Timestamp HandleTimeout(Timestamp now, Outbox outbox) => _expires;

    public bool IsExpired(Timestamp now) => now >= _expires;

    private void Accept(Timestamp now, in RemoteEndPoint from, bool useCandidate, bool isCurrent)
    {
        var wasNominated = _validated.Add(now, from, useCandidate);
        // Until the first nomination the first address to pass a check serves, so that DTLS may start. An aggressive peer (Firefox) nominates
        // every pair, in whatever order its checks arrive, and then stays with the one of highest priority, which we learn by its checks alone.
        if (useCandidate || !_selected.IsSpecified || (wasNominated && !_validated.HasCheckWithin(now, _selected, IceConsent.SilenceMilliseconds)))
            _selected = from;
        _nominated |= useCandidate && isCurrent;
        if (from == _selected || !_nominated)
            _expires = now.AddMilliseconds(IceConsent.TimeoutMilliseconds);
    }

    private void SendSuccess(in RemoteEndPoint to, scoped in StunMessage request, byte[] password, Outbox outbox)
    {
        var writer = new StunMessageWriter(outbox.Reserve(), StunClass.SuccessResponse, request.TransactionId);
        writer.AddXorMappedAddress(to);
        writer.AddIntegrity(password);
        writer.AddFingerprint();
        Commit(writer.Length, to, outbox);
    }

    /// <summary>To an authenticated request the error is authenticated too. One that is not gets no answer longer than itself.</summary>
    private void SendError(in RemoteEndPoint to, scoped in StunMessage request, StunErrorCode code, int maxLength, Outbox outbox, byte[]? password = null)
    {
        var writer = new StunMessageWriter(outbox.Reserve(), StunClass.ErrorResponse, request.TransactionId);
        writer.AddErrorCode(code);
        if (code == StunErrorCode.UnknownAttribute)
            writer.AddUnknownAttribute(request.UnknownAttribute);
        if (password is not null)
            writer.AddIntegrity(password);
        writer.AddFingerprint();
        if (writer.Length <= maxLength)
            Commit(writer.Length, to, outbox);
    }

    private void Commit(int length, in RemoteEndPoint to, Outbox outbox)
    {
        outbox.Commit(length, to);
        _counters.CountSent(length);
    }
}
