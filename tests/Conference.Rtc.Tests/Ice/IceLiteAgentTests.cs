using System.Text;
using Conference.Rtc.Ice;
using Conference.Rtc.Stun;

namespace Conference.Rtc.Tests.Ice;

public sealed class IceLiteAgentTests : IOutboxSink, IDisposable
{
    private static readonly RemoteEndPoint Browser = RemoteEndPoint.FromIPv4(0x0A000002, 6000);
    private static readonly RemoteEndPoint Elsewhere = RemoteEndPoint.FromIPv4(0x0A000009, 6001);
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(5_000);

    private readonly IceCredentials _credentials = IceCredentials.Generate();
    private readonly TransportCounters _counters = new();
    private readonly List<(RemoteEndPoint To, byte[] Datagram)> _sent = [];
    private readonly Outbox _outbox;
    private readonly IceLiteAgent _agent;

    public IceLiteAgentTests()
    {
        _outbox = new Outbox(this);
        _agent = new IceLiteAgent(_credentials, _counters, Start);
    }

    [Fact]
    public void A_good_check_is_answered_with_the_senders_address_and_validates_it()
    {
        var request = Check();

        Assert.True(_agent.TryReceive(Start, Browser, request, _outbox, out _));

        var response = Assert.Single(Sent());
        Assert.Equal(Browser, response.To);
        Assert.True(StunMessage.TryParse(response.Datagram, out var message));
        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.Equal(Browser, message.XorMappedAddress);
        Assert.True(message.IsAuthentic(Password));
        Assert.True(message.HasFingerprint);
        Assert.True(_agent.IsValidated(Start, Browser));
        Assert.False(_agent.IsValidated(Start, Elsewhere));
        Assert.Equal(Browser, _agent.Selected);
    }

    [Fact]
    public void A_wrong_password_gets_401_no_longer_than_the_request_and_validates_nothing()
    {
        var request = Check(password: "wrong");

        Assert.False(_agent.TryReceive(Start, Browser, request, _outbox, out var drop));

        Assert.Equal(TransportDrop.StunUnauthenticated, drop);
        var response = Assert.Single(Sent());
        Assert.True(response.Datagram.Length <= request.Length);
        Assert.True(StunMessage.TryParse(response.Datagram, out var message));
        Assert.Equal(StunErrorCode.Unauthenticated, message.ErrorCode);
        Assert.False(_agent.IsValidated(Start, Browser));
    }

    [Fact]
    public void A_bare_request_gets_nothing_because_any_answer_would_be_longer()
    {
        var buffer = new byte[64];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "abcdefghijkl"u8);

        Assert.False(_agent.TryReceive(Start, Browser, buffer.AsSpan(0, writer.Length), _outbox, out var drop));

        Assert.Equal(TransportDrop.StunUnauthenticated, drop);
        Assert.Empty(Sent());
    }

    [Fact]
    public void A_request_without_integrity_gets_400()
    {
        var buffer = new byte[128];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "abcdefghijkl"u8);
        writer.AddBytes(StunAttributeType.Username, Username());
        writer.AddFingerprint();

        Assert.False(_agent.TryReceive(Start, Browser, buffer.AsSpan(0, writer.Length), _outbox, out _));

        Assert.True(StunMessage.TryParse(Assert.Single(Sent()).Datagram, out var message));
        Assert.Equal(StunErrorCode.BadRequest, message.ErrorCode);
    }

    [Fact]
    public void A_controlled_peer_is_told_to_switch()
    {
        Assert.False(_agent.TryReceive(Start, Browser, Check(role: StunAttributeType.IceControlled), _outbox, out var drop));

        Assert.Equal(TransportDrop.StunUnexpected, drop);
        Assert.True(StunMessage.TryParse(Assert.Single(Sent()).Datagram, out var message));
        Assert.Equal(StunErrorCode.RoleConflict, message.ErrorCode);
        Assert.True(message.IsAuthentic(Password));
        Assert.False(_agent.IsValidated(Start, Browser));
    }

    [Fact]
    public void An_attribute_that_must_be_understood_and_is_not_gets_420()
    {
        Assert.False(_agent.TryReceive(Start, Browser, Check(unknown: 0x7123), _outbox, out _));

        Assert.True(StunMessage.TryParse(Assert.Single(Sent()).Datagram, out var message));
        Assert.Equal(StunErrorCode.UnknownAttribute, message.ErrorCode);
    }

    [Fact]
    public void Once_known_the_peers_ufrag_must_match()
    {
        _agent.SetRemote(new RemoteParameters("somebody", "", Conference.Rtc.Dtls.DtlsFingerprint.OfCertificate([])));

        Assert.False(_agent.TryReceive(Start, Browser, Check(), _outbox, out var drop));

        Assert.Equal(TransportDrop.StunUnauthenticated, drop);
    }

    [Fact]
    public void The_newest_nomination_selects_and_checks_elsewhere_do_not()
    {
        _agent.TryReceive(Start, Browser, Check(), _outbox, out _);
        _agent.TryReceive(Start, Elsewhere, Check(useCandidate: false), _outbox, out _);
        Assert.Equal(Browser, _agent.Selected);

        _agent.TryReceive(Start, Elsewhere, Check(), _outbox, out _);

        Assert.Equal(Elsewhere, _agent.Selected);
    }

    [Fact]
    public void Checks_on_another_pair_do_not_keep_consent_for_the_selected_one()
    {
        _agent.TryReceive(Start, Browser, Check(), _outbox, out _);
        for (var second = 1; second < 15; second++)
            _agent.TryReceive(Start.AddMilliseconds(second * 1000), Elsewhere, Check(useCandidate: false), _outbox, out _);

        Assert.False(_agent.IsExpired(Start.AddMilliseconds(14_999)));
        Assert.True(_agent.IsExpired(Start.AddMilliseconds(15_000)));
    }

    [Fact]
    public void Of_several_nominated_pairs_the_one_that_the_peer_keeps_checking_is_used()
    {
        // Firefox nominates every pair that it checks, stays with the one of highest priority, and nominates no more (RFC 5245 §8.1.1.2).
        _agent.TryReceive(Start, Browser, Check(), _outbox, out _);
        _agent.TryReceive(Start.AddMilliseconds(20), Elsewhere, Check(), _outbox, out _);
        Assert.Equal(Elsewhere, _agent.Selected);

        for (var second = 5; second <= 40; second += 5)
        {
            Assert.False(_agent.IsExpired(Start.AddMilliseconds(second * 1000)));
            _agent.TryReceive(Start.AddMilliseconds(second * 1000), Browser, Check(useCandidate: false), _outbox, out _);
        }

        Assert.Equal(Browser, _agent.Selected);
    }

    [Fact]
    public void A_check_of_an_earlier_choice_does_not_move_the_selection_while_the_newer_one_lives()
    {
        _agent.TryReceive(Start, Browser, Check(), _outbox, out _);
        for (var second = 1; second <= 20; second++)
        {
            _agent.TryReceive(Start.AddMilliseconds(second * 1000), Elsewhere, Check(useCandidate: second == 1), _outbox, out _);
            _agent.TryReceive(Start.AddMilliseconds((second * 1000) + 500), Browser, Check(useCandidate: false), _outbox, out _);
            Assert.Equal(Elsewhere, _agent.Selected);
        }
    }

    [Fact]
    public void An_address_without_a_check_for_fifteen_seconds_is_validated_no_more()
    {
        _agent.TryReceive(Start, Browser, Check(), _outbox, out _);

        Assert.True(_agent.IsValidated(Start.AddMilliseconds(14_999), Browser));
        Assert.False(_agent.IsValidated(Start.AddMilliseconds(15_000), Browser));
    }

    void IOutboxSink.Send(Outbox outbox)
    {
        foreach (var entry in outbox.Entries)
            _sent.Add((entry.To, outbox.Datagram(entry).ToArray()));
    }

    public void Dispose() => _outbox.Dispose();

    private byte[] Password => Encoding.ASCII.GetBytes(_credentials.Password);

    private byte[] Username() => Encoding.ASCII.GetBytes($"{_credentials.Ufrag}:peer");

    private List<(RemoteEndPoint To, byte[] Datagram)> Sent()
    {
        _outbox.Flush();
        return _sent;
    }

    private byte[] Check(
        string? password = null,
        bool useCandidate = true,
        StunAttributeType role = StunAttributeType.IceControlling,
        ushort unknown = 0)
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "abcdefghijkl"u8);
        writer.AddBytes(StunAttributeType.Username, Username());
        writer.AddUInt64(role, 42);
        if (useCandidate)
            writer.AddFlag(StunAttributeType.UseCandidate);
        if (unknown != 0)
            writer.AddUInt32((StunAttributeType)unknown, 1);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddIntegrity(password is null ? Password : Encoding.ASCII.GetBytes(password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }
}
