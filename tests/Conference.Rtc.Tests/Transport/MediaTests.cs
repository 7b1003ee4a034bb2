using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Transports;

public sealed class MediaTests
{
    private static readonly byte[] ReceiverReport = [0x80, 201, 0, 1, 0, 0, 0, 5];

    [Fact]
    public void Rtp_and_rtcp_arrive_as_they_were_sent_both_ways()
    {
        using var link = new Link();
        link.Connect();
        var payload = new byte[1000];
        new Random(2).NextBytes(payload);

        foreach (var (from, to) in new[] { (link.Client, link.Server), (link.Server, link.Client) })
        {
            Assert.True(from.Transport.SendRtp(link.Now, Header(1), payload, from.Outbox));
            Assert.True(from.Transport.SendRtcp(link.Now, ReceiverReport, from.Outbox));
            from.Outbox.Flush();
            link.Run(100);

            Assert.True(RtpPacket.TryParse(to.Handler.Rtp[^1], out var packet));
            Assert.Equal(payload, packet.Payload.ToArray());
            Assert.Equal(new SequenceNumber(1), packet.SequenceNumber);
            Assert.Equal(ReceiverReport, to.Handler.Rtcp[^1]);
            Assert.Equal(1, to.Counters.RtpPacketsReceived);
            Assert.Equal(1, to.Counters.RtcpPacketsReceived);
            Assert.Equal(1, from.Counters.RtpPacketsSent);
            Assert.Equal(1, from.Counters.RtcpPacketsSent);
        }
    }

    [Fact]
    public void A_retransmission_carries_its_original_sequence_number_encrypted()
    {
        using var link = new Link();
        link.Connect();
        byte[] wire = [];
        link.Passes = (_, datagram) =>
        {
            wire = (byte[])datagram.Clone(); // it is decrypted in place
            return true;
        };
        var header = Header(9) with { OriginalSequenceNumber = new SequenceNumber(0xABCD) };

        Assert.True(link.Server.Transport.SendRtp(link.Now, header, "payload"u8, link.Server.Outbox));
        link.Server.Outbox.Flush();
        var sent = wire;
        link.Run(100);

        Assert.True(RtpPacket.TryParse(link.Client.Handler.Rtp[^1], out var packet));
        Assert.Equal([0xAB, 0xCD, .. "payload"u8], packet.Payload.ToArray());
        Assert.NotEqual(0xABCD, BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(12)));
    }

    [Fact]
    public void Transport_wide_sequence_numbers_count_every_packet_of_every_ssrc()
    {
        using var link = new Link();
        link.Connect();
        var map = new HeaderExtensionMap();
        Assert.True(map.TryAdd(3, HeaderExtensionKind.TransportSequence));
        var before = link.Server.Transport.LastTransportSequence;

        for (ushort i = 0; i < 10; i++)
        {
            var header = Header(i, ssrc: (uint)(1 + i % 2)) with { Extensions = map };
            Assert.True(link.Server.Transport.SendRtp(link.Now, header, "x"u8, link.Server.Outbox));
            Assert.Equal(before.Add(i + 1), link.Server.Transport.LastTransportSequence);
        }
        link.Server.Outbox.Flush();
        link.Run(100);

        for (var i = 0; i < 10; i++)
        {
            Assert.True(RtpPacket.TryParse(link.Client.Handler.Rtp[i], out var packet));
            Assert.True(packet.TryGetExtension(3, out var value));
            Assert.Equal(before.Add(i + 1).Value, BinaryPrimitives.ReadUInt16BigEndian(value));
        }
    }

    [Fact]
    public void A_recorded_datagram_sent_again_is_dropped_and_counted()
    {
        using var link = new Link();
        link.Connect();
        byte[] wire = [];
        link.Passes = (_, datagram) =>
        {
            wire = datagram.ToArray();
            return true;
        };
        link.Client.Transport.SendRtp(link.Now, Header(1), "x"u8, link.Client.Outbox);
        link.Client.Outbox.Flush();
        var recorded = (byte[])wire.Clone();
        link.Run(100);
        Assert.Single(link.Server.Handler.Rtp);

        link.Server.Receive(link.Now, link.Client.Address, recorded);

        Assert.Single(link.Server.Handler.Rtp);
        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.SrtpReplayed));
    }

    [Fact]
    public void Media_and_dtls_from_an_address_without_a_check_are_dropped()
    {
        using var link = new Link();
        var stranger = RemoteEndPoint.FromIPv4(0x0A000063, 1234);

        link.Server.Receive(link.Now, stranger, [0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5, 1, 2]);
        link.Server.Receive(link.Now, stranger, [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.MediaNotValidated));
        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.DtlsNotValidated));
        Assert.Equal(0, link.Server.Counters.DatagramsSent);
    }

    [Fact]
    public void Even_a_connected_peers_media_counts_only_from_its_validated_address()
    {
        using var link = new Link();
        link.Connect();
        link.Client.Address = RemoteEndPoint.FromIPv4(0x0A000063, 1234);
        link.Client.Transport.SendRtp(link.Now, Header(1), "x"u8, link.Client.Outbox);
        link.Client.Outbox.Flush();

        link.Run(100);

        Assert.Empty(link.Server.Handler.Rtp);
        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.MediaNotValidated));
    }

    [Fact]
    public void Media_before_the_keys_is_dropped()
    {
        using var link = new Link();
        link.Passes = (_, datagram) => datagram[0] <= 3;
        link.RunUntil(() => link.Server.Transport.Selected.IsSpecified);

        link.Server.Receive(link.Now, link.Client.Address, [0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5, 1, 2]);

        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.MediaBeforeKeys));
        Assert.False(link.Server.Transport.SendRtp(link.Now, Header(1), "x"u8, link.Server.Outbox));
        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.SendNotConnected));
    }

    [Fact]
    public void What_is_no_protocol_of_ours_is_counted()
    {
        using var link = new Link();

        foreach (var first in new byte[] { 4, 19, 64, 79, 127, 192, 255 })
            link.Server.Receive(link.Now, link.Client.Address, [first, 0, 0]);
        link.Server.Receive(link.Now, link.Client.Address, []);

        Assert.Equal(8, link.Server.Counters.Dropped(TransportDrop.UnknownProtocol));
    }

    [Fact]
    public void Ten_thousand_mutations_of_a_live_calls_datagrams_throw_nothing_and_do_not_end_it()
    {
        using var link = new Link();
        var recorded = new List<byte[]>();
        link.Passes = (from, datagram) =>
        {
            if (from == link.Client)
                recorded.Add((byte[])datagram.Clone());
            return true;
        };
        link.Connect();
        for (ushort i = 0; i < 20; i++)
        {
            link.Client.Transport.SendRtp(link.Now, Header(i), "payload"u8, link.Client.Outbox);
            link.Client.Transport.SendRtcp(link.Now, ReceiverReport, link.Client.Outbox);
        }
        link.Client.Outbox.Flush();
        link.Run(100);
        link.Passes = static (_, _) => true;
        var random = new Random(7983);
        var taken = link.Server.Handler.Rtp.Count + link.Server.Handler.Rtcp.Count;
        var dropped = link.Server.Counters.TotalDropped;

        for (var i = 0; i < 10_000; i++)
        {
            var mutated = DatagramDamage.To(recorded[random.Next(recorded.Count)], random);
            link.Server.Receive(link.Now, link.Client.Address, mutated);
        }

        Assert.False(link.Server.Transport.IsClosed);
        Assert.Equal(taken, link.Server.Handler.Rtp.Count + link.Server.Handler.Rtcp.Count);
        Assert.InRange(link.Server.Counters.TotalDropped - dropped, 9_000, 10_000);
        link.Client.Transport.SendRtp(link.Now, Header(100), "after"u8, link.Client.Outbox);
        link.Client.Outbox.Flush();
        link.Run(100);
        Assert.Equal(taken + 1, link.Server.Handler.Rtp.Count + link.Server.Handler.Rtcp.Count);
    }

    [Fact]
    public void Ten_thousand_mutations_of_handshake_datagrams_throw_nothing()
    {
        var random = new Random(6347);
        for (var round = 0; round < 50; round++)
        {
            using var link = new Link(round);
            var mutations = 0;
            link.Passes = (from, datagram) =>
            {
                if (from != link.Client || datagram[0] < 20 || mutations >= 200)
                    return true;
                for (; mutations < 200; mutations++)
                    link.Server.Receive(link.Now, link.Client.Address, DatagramDamage.To(datagram, random));
                return true;
            };

            link.RunUntil(() => link.Server.Transport.IsConnected || link.Server.Transport.IsClosed, 5_000);

            Assert.Equal(200, mutations);
            Assert.True(link.Server.Counters.DatagramsReceived > mutations);
            Assert.Equal(link.Server.Transport.IsClosed ? 1 : 0, link.Server.Handler.Closes.Count);
            Assert.True(link.Server.Counters.TotalDropped > 0);
        }
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing_per_packet()
    {
        using var link = new Link();
        link.Connect();
        var payload = new byte[1100];
        var scratch = new byte[Outbox.MaxDatagramLength];
        using var sender = new Loopback(link.Server.Transport, link.Client.Address, scratch);
        var sequence = (ushort)100;
        Exchange(500);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(10_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(10_500, link.Server.Counters.RtpPacketsReceived);
        Assert.Equal(10_500, link.Server.Counters.RtcpPacketsReceived);

        void Exchange(int packets)
        {
            link.Server.Handler.Keep = false;
            for (var i = 0; i < packets; i++)
            {
                sender.Now = link.Now;
                link.Client.Transport.SendRtp(link.Now, Header(sequence++), payload, sender.Outbox);
                link.Client.Transport.SendRtcp(link.Now, ReceiverReport, sender.Outbox);
                sender.Outbox.Flush();
            }
        }
    }

    private static RtpHeader Header(ushort sequenceNumber, uint ssrc = 5) => new()
    {
        PayloadType = 96,
        SequenceNumber = new SequenceNumber(sequenceNumber),
        Timestamp = 1234,
        Ssrc = new Ssrc(ssrc),
    };
}
