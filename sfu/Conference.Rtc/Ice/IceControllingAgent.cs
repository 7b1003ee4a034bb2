using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Conference.Rtc.Stun;

namespace Conference.Rtc.Ice;

/// <summary>
/// A controlling agent with one pair, for a client of our own ICE-lite server: it nominates that pair with every check and keeps consent
/// up. Tests and the load generator use it; it gathers nothing and answers no checks, because a lite peer sends none.
/// </summary>
internal sealed class IceControllingAgent : IIceAgent
{
    /// <summary>RFC 8445 §5.1.2.1: a peer-reflexive candidate's preference (110), the highest local one, component 1.</summary>
    private const uint Priority = 110u << 24 | 65535u << 8 | 255;

    /// <summary>Checks whose answer still counts: at 50 ms each they cover a round trip of 800 ms.</summary>
    private const int RecentCount = 16;

    private readonly RemoteEndPoint _server;
    private string _localUfrag;
    private readonly TransportCounters _counters;
    private readonly ulong _tieBreaker;
    private readonly byte[] _recentTransactions = new byte[RecentCount * StunMessage.TransactionIdLength];
    private byte[] _username = [];
    private byte[] _remotePassword = [];
    private int _checksSent;
    private bool _validated;
    private Timestamp _nextCheck;
    private Timestamp _expires;

    public IceControllingAgent(IceCredentials local, RemoteEndPoint server, TransportCounters counters, Timestamp now)
    {
        _server = server;
        _localUfrag = local.Ufrag.ToString();
        _counters = counters;
        Span<byte> tieBreaker = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(tieBreaker);
        _tieBreaker = BinaryPrimitives.ReadUInt64LittleEndian(tieBreaker);
        _nextCheck = now;
        _expires = now.AddMilliseconds(IceConsent.FirstCheckMilliseconds);
    }

    public RemoteEndPoint Selected => _validated ? _server : default;

    public void SetRemote(RemoteParameters remote)
    {
        _username = Encoding.UTF8.GetBytes($"{remote.IceUfrag}:{_localUfrag}");
        _remotePassword = Encoding.UTF8.GetBytes(remote.IcePassword);
    }

    public void Restart(IceCredentials local, RemoteParameters remote)
    {
        _localUfrag = local.Ufrag.ToString();
        SetRemote(remote);
    }

    public bool IsValidated(Timestamp now, in RemoteEndPoint from) => _validated && from == _server;

    /// <summary>Means nothing to an agent that asks for consent itself.</summary>
    public void OnSignOfLife(Timestamp now, in RemoteEndPoint from)
    {
    }

    public bool TryReceive(Timestamp now, in RemoteEndPoint from, ReadOnlySpan<byte> datagram, Outbox outbox, out TransportDrop drop)
    {
        drop = TransportDrop.StunMalformed;
        if (!StunMessage.TryParse(datagram, out var message))
            return false;
        drop = TransportDrop.StunUnexpected;
        if (message.Class != StunClass.SuccessResponse || from != _server || !IsRecent(message.TransactionId))
            return false;
        drop = TransportDrop.StunUnauthenticated;
        if (!message.IsAuthentic(_remotePassword))
            return false;
        _validated = true;
        _expires = now.AddMilliseconds(IceConsent.TimeoutMilliseconds);
        _nextCheck = Timestamp.Max(_nextCheck, now.AddMilliseconds(IceConsent.CheckIntervalMilliseconds));
        return true;
    }

    public Timestamp HandleTimeout(Timestamp now, Outbox outbox)
    {
        if (_username.Length == 0)
            return _expires;
        if (now >= _nextCheck)
        {
            SendCheck(outbox);
            var interval = _validated ? IceConsent.CheckIntervalMilliseconds : IceConsent.FirstCheckIntervalMilliseconds;
            _nextCheck = now.AddMilliseconds(interval);
        }
        return Timestamp.Min(_nextCheck, _expires);
    }

    public bool IsExpired(Timestamp now) => now >= _expires;

    private void SendCheck(Outbox outbox)
    {
        var transaction = _recentTransactions.AsSpan(
            _checksSent % RecentCount * StunMessage.TransactionIdLength, StunMessage.TransactionIdLength);
        RandomNumberGenerator.Fill(transaction);
        _checksSent++;
        var writer = new StunMessageWriter(outbox.Reserve(), StunClass.Request, transaction);
        writer.AddBytes(StunAttributeType.Username, _username);
        writer.AddUInt64(StunAttributeType.IceControlling, _tieBreaker);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddUInt32(StunAttributeType.Priority, Priority);
        writer.AddIntegrity(_remotePassword);
        writer.AddFingerprint();
        outbox.Commit(writer.Length, _server);
        _counters.CountSent(writer.Length);
    }

    private bool IsRecent(ReadOnlySpan<byte> transaction)
    {
        for (var i = 0; i < Math.Min(_checksSent, RecentCount); i++)
        {
            if (transaction.SequenceEqual(_recentTransactions.AsSpan(i * StunMessage.TransactionIdLength, StunMessage.TransactionIdLength)))
                return true;
        }
        return false;
    }
}
