using System.Net;
using System.Net.Sockets;
using System.Text;
using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

/// <summary>What every port must do, over the real loopback of this machine.</summary>
public abstract class UdpPortConformance : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly DatagramBatch _batch = new();
    private readonly IUdpPort _port;
    private readonly Outbox _outbox;

    private protected UdpPortConformance(IUdpPort port)
    {
        _port = port;
        _outbox = new Outbox(port);
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _port.Dispose();
        _batch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_datagram_arrives_with_its_sender()
    {
        using var client = Client(IPAddress.Loopback);
        client.SendTo("hello"u8, new IPEndPoint(IPAddress.Loopback, _port.Port));

        ReceiveSome();

        Assert.Equal("hello", Encoding.ASCII.GetString(_batch[0]));
        Assert.Equal(client.LocalEndPoint, _batch.From(0).ToIPEndPoint());
        Assert.Equal(1, _port.Counters.DatagramsIn);
        Assert.Equal(5, _port.Counters.BytesIn);
    }

    [Fact]
    public void An_answer_leaves_from_the_address_that_the_datagram_came_to()
    {
        foreach (var address in LocalCandidates.Gather([]))
        {
            using var client = Client(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
            client.SendTo("ping"u8, new IPEndPoint(address, _port.Port));
            ReceiveSome();
            Reply(_batch.From(0), "pong"u8);

            EndPoint sender = new IPEndPoint(client.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            var buffer = new byte[16];
            Assert.Equal(4, client.ReceiveFrom(buffer, ref sender));
            Assert.Equal(new IPEndPoint(address, _port.Port), sender);
        }
    }

    [Fact]
    public void The_same_sender_at_two_local_addresses_is_two_pairs()
    {
        var addresses = LocalCandidates.Gather([]).Where(address => address.AddressFamily == AddressFamily.InterNetwork).Take(2).ToList();
        if (addresses.Count < 2) Assert.Skip("the machine has one IPv4 address only");
        using var client = Client(addresses[0]);
        var seen = new HashSet<RemoteEndPoint>();
        foreach (var address in addresses)
        {
            client.SendTo("x"u8, new IPEndPoint(address, _port.Port));
            ReceiveSome();
            seen.Add(_batch.From(0));
        }

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void Two_hundred_datagrams_are_drained_in_order()
    {
        using var client = Client(IPAddress.Loopback);
        for (var i = 0; i < 200; i++) client.SendTo([(byte)i], new IPEndPoint(IPAddress.Loopback, _port.Port));

        var received = new List<byte>();
        while (received.Count < 200)
        {
            ReceiveSome();
            for (var i = 0; i < _batch.Count; i++) received.Add(_batch[i][0]);
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (byte)i), received);
    }

    [Fact]
    public void A_batch_is_sent_whole_and_in_order()
    {
        using var client = Client(IPAddress.Loopback);
        var to = RemoteEndPoint.FromIPEndPoint((IPEndPoint)client.LocalEndPoint!);
        for (var i = 0; i < 100; i++)
        {
            _outbox.Reserve()[0] = (byte)i;
            _outbox.Commit(1, to);
        }

        _outbox.Flush();

        var buffer = new byte[16];
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(1, client.Receive(buffer));
            Assert.Equal(i, buffer[0]);
        }

        Assert.Equal(100, _port.Counters.DatagramsOut);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(100)]
    public void Runs_of_equal_datagrams_arrive_as_the_datagrams_that_they_were(int length)
    {
        using var one = Client(IPAddress.Loopback);
        using var two = Client(IPAddress.Loopback);
        int[] lengths = [.. Enumerable.Repeat(length, 20), length - 1, length, length + 7, length];
        foreach (var client in new[] { one, two, one })
        {
            var to = RemoteEndPoint.FromIPEndPoint((IPEndPoint)client.LocalEndPoint!);
            foreach (var size in lengths)
            {
                _outbox.Reserve()[..size].Fill((byte)size);
                _outbox.Commit(size, to);
            }
        }

        _outbox.Flush();

        var buffer = new byte[2048];
        foreach (var (client, times) in new[] { (one, 2), (two, 1) })
            for (var i = 0; i < times * lengths.Length; i++)
                Assert.Equal(lengths[i % lengths.Length], client.Receive(buffer));
        Assert.Equal(3 * lengths.Length, _port.Counters.DatagramsOut);
        Assert.Equal(3 * lengths.Sum(), _port.Counters.BytesOut);
    }

    [Theory]
    [InlineData(100, 1050)] // eleven, the last of them shorter
    [InlineData(100, 1100)]
    [InlineData(1, 60)]
    [InlineData(1200, 50 * 1200)] // nearly all that one piece can hold
    [InlineData(1400, 1300)] // one, shorter than a segment
    public void What_a_sender_gave_its_kernel_as_one_run_arrives_as_the_datagrams_that_it_is(int segment, int length)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("UDP_SEGMENT is Linux'");
        using var client = Client(IPAddress.Loopback);
        var sent = new byte[length];
        new Random(1).NextBytes(sent);
        client.SetRawSocketOption(17, 103, BitConverter.GetBytes(segment)); // SOL_UDP, UDP_SEGMENT
        for (var i = 0; i < 3; i++) client.SendTo(sent, new IPEndPoint(IPAddress.Loopback, _port.Port));
        client.SetRawSocketOption(17, 103, BitConverter.GetBytes(0));
        client.SendTo("alone"u8, new IPEndPoint(IPAddress.Loopback, _port.Port));

        var received = new List<byte[]>();
        while (received.Count == 0 || received[^1].Length != 5)
        {
            ReceiveSome();
            for (var i = 0; i < _batch.Count; i++)
            {
                received.Add(_batch[i].ToArray());
                Assert.Equal(client.LocalEndPoint, _batch.From(i).ToIPEndPoint());
            }
        }

        var datagrams = sent.Chunk(segment).ToList();
        Assert.Equal([.. datagrams, .. datagrams, .. datagrams, "alone"u8.ToArray()], received);
        Assert.Equal(received.Count, _port.Counters.DatagramsIn);
        Assert.Equal(received.Sum(datagram => datagram.Length), _port.Counters.BytesIn);
    }

    [Fact]
    public void Segments_longer_than_a_slot_are_dropped_by_name_each()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("UDP_SEGMENT is Linux'");
        using var client = Client(IPAddress.Loopback);
        client.SetRawSocketOption(17, 103, BitConverter.GetBytes(DatagramBatch.SlotLength + 1));
        client.SendTo(new byte[3 * (DatagramBatch.SlotLength + 1) + 7], new IPEndPoint(IPAddress.Loopback, _port.Port));

        ReceiveSome();

        Assert.Equal(7, _batch[0].Length);
        Assert.Equal(3, _port.Counters.Truncated);
    }

    [Fact]
    public void Both_families_are_heard()
    {
        if (!_port.HasIPv6) Assert.Skip("the machine has no IPv6");
        using var four = Client(IPAddress.Loopback);
        using var six = Client(IPAddress.IPv6Loopback);
        for (var i = 0; i < 100; i++)
        {
            four.SendTo([4], new IPEndPoint(IPAddress.Loopback, _port.Port));
            six.SendTo([6], new IPEndPoint(IPAddress.IPv6Loopback, _port.Port));
        }

        var received = new List<byte>();
        while (received.Count < 200)
        {
            ReceiveSome();
            for (var i = 0; i < _batch.Count; i++) received.Add(_batch[i][0]);
        }

        Assert.Equal(100, received.Count(octet => octet == 4));
    }

    [Fact]
    public void A_datagram_longer_than_a_slot_is_dropped_by_name()
    {
        using var client = Client(IPAddress.Loopback);
        client.SendTo(new byte[DatagramBatch.SlotLength + 1], new IPEndPoint(IPAddress.Loopback, _port.Port));
        client.SendTo("short"u8, new IPEndPoint(IPAddress.Loopback, _port.Port));

        ReceiveSome();

        Assert.Equal("short", Encoding.ASCII.GetString(_batch[0]));
        Assert.Equal(1, _port.Counters.Truncated);
    }

    [Fact]
    public void What_the_kernel_refuses_is_counted_and_does_not_stop_the_rest()
    {
        using var client = Client(IPAddress.Loopback);
        _outbox.Reserve()[0] = 1;
        _outbox.Commit(1, RemoteEndPoint.FromIPv4(0xFFFFFFFF, 9)); // broadcast, which the sockets do not allow
        _outbox.Reserve()[0] = 2;
        _outbox.Commit(1, RemoteEndPoint.FromIPEndPoint((IPEndPoint)client.LocalEndPoint!));

        _outbox.Flush();

        var buffer = new byte[16];
        Assert.Equal(1, client.Receive(buffer));
        Assert.Equal(2, buffer[0]);
        Assert.Equal(1, _port.Counters.Unsendable);
    }

    [Fact]
    public void A_wake_from_another_thread_ends_the_wait()
    {
        var waker = new Thread(_port.Wake);
        waker.Start();
        _port.Wait(-1);
        waker.Join();
        Assert.Equal(0, _port.Receive(_batch));
    }

    private void Reply(in RemoteEndPoint to, ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(_outbox.Reserve());
        _outbox.Commit(datagram.Length, to);
        _outbox.Flush();
    }

    private void ReceiveSome()
    {
        var deadline = DateTime.UtcNow + Patience;
        while (_port.Receive(_batch) == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "nothing arrived");
            _port.Wait(100_000);
        }
    }

    private static Socket Client(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }
}
