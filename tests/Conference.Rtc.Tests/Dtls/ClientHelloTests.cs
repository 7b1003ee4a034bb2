using System.Buffers.Binary;
using Conference.Rtc.Tests.Transports;

namespace Conference.Rtc.Tests.Dtls;

public sealed class ClientHelloTests
{
    private const int RecordHeaderLength = 13;
    private const int HandshakeHeaderLength = 12;

    [Fact]
    public void A_client_hello_in_two_datagrams_is_put_together()
    {
        // Chromium's is longer than 1200 octets and comes like this.
        using var link = new Link();
        var split = false;
        link.Passes = (from, datagram) =>
        {
            if (from != link.Client || datagram[0] != 22 || split)
                return true;
            split = true;
            // The record number of the second must be new, and within the replay window of what the client will use next.
            link.Server.Receive(link.Now, link.Client.Address, Fragment(datagram, 0, 60, recordNumber: 0));
            Assert.Equal(0, link.Server.Counters.Dropped(TransportDrop.DtlsMalformed));
            link.Server.Receive(link.Now, link.Client.Address, Fragment(datagram, 60, int.MaxValue, recordNumber: 50));
            return false;
        };

        link.Connect();

        Assert.True(split);
    }

    [Fact]
    public void A_record_cut_short_is_dropped_and_counted()
    {
        using var link = new Link();
        byte[] hello = [];
        link.Passes = (from, datagram) =>
        {
            if (from != link.Client || datagram[0] != 22 || hello.Length > 0)
                return true;
            hello = (byte[])datagram.Clone();
            link.Server.Receive(link.Now, link.Client.Address, hello[..^1]);
            link.Server.Receive(link.Now, link.Client.Address, hello[..5]);
            return true;
        };

        link.Connect();

        Assert.Equal(2, link.Server.Counters.Dropped(TransportDrop.DtlsMalformed));
    }

    /// <summary>One record with a part of the message that the given record holds whole (RFC 6347 §4.2.3).</summary>
    private static byte[] Fragment(byte[] record, int offset, int length, long recordNumber)
    {
        var message = record.AsSpan(RecordHeaderLength + HandshakeHeaderLength);
        length = Math.Min(length, message.Length - offset);
        var fragment = new byte[RecordHeaderLength + HandshakeHeaderLength + length];
        record.AsSpan(0, RecordHeaderLength + HandshakeHeaderLength).CopyTo(fragment);
        BinaryPrimitives.WriteInt64BigEndian(fragment.AsSpan(3), recordNumber); // epoch 0
        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(11), (ushort)(HandshakeHeaderLength + length));
        WriteUInt24(fragment.AsSpan(RecordHeaderLength + 6), offset);
        WriteUInt24(fragment.AsSpan(RecordHeaderLength + 9), length);
        message.Slice(offset, length).CopyTo(fragment.AsSpan(RecordHeaderLength + HandshakeHeaderLength));
        return fragment;
    }

    private static void WriteUInt24(Span<byte> destination, int value)
    {
        destination[0] = (byte)(value >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)value);
    }
}
