using System.Buffers.Binary;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtp;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

public sealed class SrtpSessionTests
{
    private const int HeaderLength = 12;

    public static TheoryData<SrtpProfile> Profiles => [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1Tag80];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_stream_goes_through_two_wraps_of_its_sequence_number(SrtpProfile profile)
    {
        var (client, server) = Pair(profile);
        using var _ = client;
        using var __ = server;
        for (var i = 0; i < 150_000; i += 7)
        {
            var packet = Protect(client, ssrc: 5, (ushort)i, [1, 2, 3, (byte)i]);
            Assert.True(server.Receiver.TryUnprotectRtp(packet, out var length, out var drop), $"{i}: {drop}");
            Assert.Equal([1, 2, 3, (byte)i], packet[HeaderLength..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_replayed_packet_is_refused(SrtpProfile profile)
    {
        var (client, server) = Pair(profile);
        using var _ = client;
        using var __ = server;
        var packet = Protect(client, 5, 100, [9, 9]);
        Assert.True(server.Receiver.TryUnprotectRtp((byte[])packet.Clone(), out var _, out var _));

        Assert.False(server.Receiver.TryUnprotectRtp(packet, out var _, out var drop));

        Assert.Equal(TransportDrop.SrtpReplayed, drop);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_replayed_or_forged_rtcp_packet_is_refused(SrtpProfile profile)
    {
        var (client, server) = Pair(profile);
        using var _ = client;
        using var __ = server;
        var packet = ProtectRtcp(client, [0x81, 201, 0, 1, 0, 0, 0, 5, 1, 2, 3, 4]);
        var forged = (byte[])packet.Clone();
        forged[9] ^= 1;
        Assert.False(server.Receiver.TryUnprotectRtcp(forged, out var _, out var drop));
        Assert.Equal(TransportDrop.SrtcpUnauthenticated, drop);

        Assert.True(server.Receiver.TryUnprotectRtcp((byte[])packet.Clone(), out var length, out var _));
        Assert.Equal(12, length);

        Assert.False(server.Receiver.TryUnprotectRtcp(packet, out var _, out drop));
        Assert.Equal(TransportDrop.SrtcpReplayed, drop);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Header_extension_and_csrcs_stay_in_clear_and_are_authenticated(SrtpProfile profile)
    {
        var (client, server) = Pair(profile);
        using var _ = client;
        using var __ = server;
        byte[] header = [0x91, 96, 0, 7, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 77, 0xBE, 0xDE, 0, 1, 0x10, 0xFF, 0, 0];
        var packet = new byte[header.Length + 5 + client.Sender.RtpOverhead];
        header.CopyTo(packet, 0);
        Assert.True(client.Sender.TryProtectRtp(packet, header.Length, "hello"u8));
        Assert.Equal(header, packet[..header.Length]);
        var forged = (byte[])packet.Clone();
        forged[21] ^= 1;

        Assert.False(server.Receiver.TryUnprotectRtp(forged, out var _, out var drop));
        Assert.Equal(TransportDrop.SrtpUnauthenticated, drop);
        Assert.True(server.Receiver.TryUnprotectRtp(packet, out var length, out var _));
        Assert.Equal("hello"u8.ToArray(), packet[header.Length..length]);
    }

    [Fact]
    public void The_sender_never_encrypts_twice_under_one_index()
    {
        var (client, server) = Pair(SrtpProfile.AeadAes128Gcm);
        using var _ = client;
        using var __ = server;
        Protect(client, 5, 100, [1]);
        var again = Packet(client, 5, 100, 1);

        Assert.False(client.Sender.TryProtectRtp(again, HeaderLength, [2]));
    }

    [Fact]
    public unsafe void Tags_taken_together_are_those_of_packets_taken_alone()
    {
        var (client, server) = Pair(SrtpProfile.Aes128CmHmacSha1Tag80);
        using var _ = client;
        using var __ = server;
        using var slots = new KeyMemory(40 * 1500);
        using var batch = new HmacSha1Batch(40);
        for (ushort i = 0; i < 40; i++)
        {
            var packet = Packet(client, 5, i, 1000 + i % 7).AsSpan();
            var slot = new Span<byte>(slots.Octets + i * 1500, packet.Length);
            packet.CopyTo(slot);
            Assert.True(client.Sender.TryProtectRtp(slot, HeaderLength, new byte[1000 + i % 7], batch));
        }

        batch.Complete();

        for (ushort i = 0; i < 40; i++)
        {
            var slot = new Span<byte>(slots.Octets + i * 1500, HeaderLength + 1000 + i % 7 + client.Sender.RtpOverhead);
            Assert.True(server.Receiver.TryUnprotectRtp(slot, out var length, out var _));
            Assert.Equal(new byte[1000 + i % 7], slot[HeaderLength..length].ToArray());
        }
    }

    [Fact]
    public void A_handle_and_the_lookup_by_ssrc_are_one_stream()
    {
        var (client, server) = Pair(SrtpProfile.AeadAes128Gcm);
        using var _ = client;
        using var __ = server;
        var stream = client.Sender.OpenStream(new Ssrc(5));
        Assert.Same(stream, client.Sender.OpenStream(new Ssrc(5)));
        Protect(client, 5, 100, [1]);

        Assert.False(stream.TryProtectRtp(Packet(client, 5, 100, 1), HeaderLength, [2]));
        Assert.True(stream.TryProtectRtp(Packet(client, 5, 101, 1), HeaderLength, [2]));
        Assert.False(client.Sender.TryProtectRtp(Packet(client, 5, 101, 1), HeaderLength, [3]));
        Assert.True(client.Sender.TryProtectRtp(Packet(client, 6, 101, 1), HeaderLength, [3]));
    }

    [Fact]
    public void The_first_packet_of_a_frame_of_a_thousand_can_be_repaired_after_the_last()
    {
        var (client, server) = Pair(SrtpProfile.AeadAes128Gcm);
        using var _ = client;
        using var __ = server;
        Protect(client, 5, 99, [1]);
        for (ushort sequenceNumber = 101; sequenceNumber < 100 + 1_000; sequenceNumber++)
            Assert.True(server.Receiver.TryUnprotectRtp(Protect(client, 5, sequenceNumber, [1]), out var _, out var _));

        Assert.True(server.Receiver.TryUnprotectRtp(Protect(client, 5, 100, [1]), out var _, out var _));
    }

    [Fact]
    public void Forged_ssrcs_take_no_room_and_one_authentic_ssrc_too_many_is_refused()
    {
        var (client, server) = Pair(SrtpProfile.AeadAes128Gcm);
        using var _ = client;
        using var __ = server;
        for (uint ssrc = 0; ssrc < 5_000; ssrc++)
        {
            var forged = Packet(client, 100_000 + ssrc, 1, 20);
            Assert.False(server.Receiver.TryUnprotectRtp(forged, out var _, out var reason));
            Assert.Equal(TransportDrop.SrtpUnauthenticated, reason);
        }
        for (uint ssrc = 0; ssrc < SrtpReceiver.MaxSsrcs; ssrc++)
            Assert.True(server.Receiver.TryUnprotectRtp(Protect(client, ssrc, 1, [1]), out var _, out var _));

        Assert.False(server.Receiver.TryUnprotectRtp(Protect(client, 99_999, 1, [1]), out var _, out var drop));

        Assert.Equal(TransportDrop.SrtpTooManySsrcs, drop);
        Assert.True(server.Receiver.TryUnprotectRtp(Protect(client, 7, 2, [1]), out var _, out var _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Ten_thousand_mutations_throw_nothing_and_are_never_taken(SrtpProfile profile)
    {
        var (client, server) = Pair(profile);
        using var _ = client;
        using var __ = server;
        var random = new Random(3711);
        for (var i = 0; i < 10_000; i++)
        {
            var rtp = Protect(client, 5, (ushort)i, [1, 2, 3, 4, 5, 6, 7, 8]);
            var mutated = DatagramDamage.To(rtp, random);
            if (!mutated.AsSpan().SequenceEqual(rtp))
                Assert.False(server.Receiver.TryUnprotectRtp(mutated, out var _, out var _));
            Assert.True(server.Receiver.TryUnprotectRtp(rtp, out var _, out var _));

            var rtcp = ProtectRtcp(client, [0x81, 201, 0, 1, 0, 0, 0, 5, 1, 2, 3, 4]);
            mutated = DatagramDamage.To(rtcp, random);
            if (!mutated.AsSpan().SequenceEqual(rtcp))
                Assert.False(server.Receiver.TryUnprotectRtcp(mutated, out var _, out var _));
            Assert.True(server.Receiver.TryUnprotectRtcp(rtcp, out var _, out var _));
        }
    }

    private static (SrtpSession Client, SrtpSession Server) Pair(SrtpProfile profile)
    {
        var material = new byte[2 * (SrtpCipher.MasterKeyLength + SrtpCipher.MasterSaltLength(profile))];
        new Random(9).NextBytes(material);
        return (SrtpSession.Create(profile, material, DtlsRole.Client), SrtpSession.Create(profile, material, DtlsRole.Server));
    }

    private static byte[] Packet(SrtpSession session, uint ssrc, ushort sequenceNumber, int payloadLength)
    {
        var packet = new byte[HeaderLength + payloadLength + session.Sender.RtpOverhead];
        packet[0] = 0x80;
        packet[1] = 96;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        return packet;
    }

    private static byte[] Protect(SrtpSession session, uint ssrc, ushort sequenceNumber, byte[] payload)
    {
        var packet = Packet(session, ssrc, sequenceNumber, payload.Length);
        Assert.True(session.Sender.TryProtectRtp(packet, HeaderLength, payload));
        return packet;
    }

    private static byte[] ProtectRtcp(SrtpSession session, byte[] compound)
    {
        var packet = new byte[compound.Length + session.Sender.RtcpOverhead];
        compound.CopyTo(packet, 0);
        Assert.True(session.Sender.TryProtectRtcp(packet));
        return packet;
    }
}
