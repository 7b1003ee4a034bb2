using Conference.Rtc.Dtls;
using Conference.Rtc.Rtp;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

/// <summary>A packet may be sealed under an index of before only if it is the packet of before (RFC 3711 §9.1, RFC 7714 §8.1).</summary>
public sealed class RepeatedPacketTests : IDisposable
{
    private const int HeaderLength = 12;

    private readonly List<IDisposable> _sessions = [];

    public static TheoryData<SrtpProfile> Profiles => [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1Tag80];

    public void Dispose() => _sessions.ForEach(session => session.Dispose());

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_sealed_again_is_the_same_bit_for_bit_and_opens_once(SrtpProfile profile)
    {
        var (sender, receiver) = Pair(profile);
        var stream = sender.OpenStream(new Ssrc(5));
        var first = Packet(sender, 7, [1, 2, 3]);
        Assert.True(stream.TryProtectRepeatable(first, HeaderLength, [1, 2, 3]));
        for (ushort sequence = 8; sequence < 200; sequence++) Assert.True(stream.TryProtectRepeatable(Packet(sender, sequence, [4]), HeaderLength, [4]));

        var again = Packet(sender, 7, [1, 2, 3]);
        Assert.True(stream.TryProtectAgain(again, HeaderLength, [1, 2, 3]));

        Assert.Equal(first, again);
        Assert.True(receiver.TryUnprotectRtp(again, out _, out _));
        Assert.False(receiver.TryUnprotectRtp(first, out _, out var drop));
        Assert.Equal(TransportDrop.SrtpReplayed, drop);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Another_packet_under_that_index_is_destroyed(SrtpProfile profile)
    {
        var (sender, _) = Pair(profile);
        var stream = sender.OpenStream(new Ssrc(5));
        Assert.True(stream.TryProtectRepeatable(Packet(sender, 7, [1, 2, 3]), HeaderLength, [1, 2, 3]));

        var otherPayload = Packet(sender, 7, [1, 2, 4]);
        Assert.False(stream.TryProtectAgain(otherPayload, HeaderLength, [1, 2, 4]));
        Assert.All(otherPayload, octet => Assert.Equal(0, octet));
        var otherHeader = Packet(sender, 7, [1, 2, 3]);
        otherHeader[1] ^= 0x80;
        Assert.False(stream.TryProtectAgain(otherHeader, HeaderLength, [1, 2, 3]));
        Assert.All(otherHeader, octet => Assert.Equal(0, octet));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void What_was_not_sent_as_repeatable_or_long_ago_is_not_sealed_again(SrtpProfile profile)
    {
        var (sender, _) = Pair(profile);
        var stream = sender.OpenStream(new Ssrc(5));
        Assert.False(stream.TryProtectAgain(Packet(sender, 7, [1]), HeaderLength, [1]));
        Assert.True(stream.TryProtectRtp(Packet(sender, 7, [1]), HeaderLength, [1]));
        Assert.False(stream.TryProtectAgain(Packet(sender, 7, [1]), HeaderLength, [1]));
        for (ushort sequence = 8; sequence < 700; sequence++) Assert.True(stream.TryProtectRepeatable(Packet(sender, sequence, [4]), HeaderLength, [4]));
        Assert.False(stream.TryProtectAgain(Packet(sender, 8, [4]), HeaderLength, [4]));
        Assert.True(stream.TryProtectAgain(Packet(sender, 600, [4]), HeaderLength, [4]));
    }

    private static byte[] Packet(SrtpSender sender, ushort sequence, byte[] payload)
    {
        var packet = new byte[HeaderLength + payload.Length + sender.RtpOverhead];
        new RtpHeader { PayloadType = 96, SequenceNumber = new SequenceNumber(sequence), Timestamp = 9, Ssrc = new Ssrc(5) }.Write(packet);
        return packet;
    }

    private (SrtpSender Sender, SrtpReceiver Receiver) Pair(SrtpProfile profile)
    {
        var material = new byte[2 * (SrtpCipher.MasterKeyLength + SrtpCipher.MasterSaltLength(profile))];
        new Random(3711).NextBytes(material);
        var (client, server) = (SrtpSession.Create(profile, material, DtlsRole.Client), SrtpSession.Create(profile, material, DtlsRole.Server));
        _sessions.AddRange([client, server]);
        return (client.Sender, server.Receiver);
    }
}
