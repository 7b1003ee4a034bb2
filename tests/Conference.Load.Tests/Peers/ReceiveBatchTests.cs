using System.Net;
using System.Net.Sockets;
using Conference.Load.Peers;

namespace Conference.Load.Tests.Peers;

/// <summary>Over loopback, with the kernel's own segmentation and coalescing.</summary>
public sealed class ReceiveBatchTests : IDisposable
{
    private const int Segment = 100, SolUdp = 17, UdpSegment = 103;

    private readonly Socket _sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _run = [.. Enumerable.Range(0, 9 * Segment + 50).Select(i => (byte)(i / Segment))];

    public ReceiveBatchTests() => _sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public void Dispose() => _sender.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_is_ten_datagrams_whether_the_kernel_cuts_it_or_we_do(bool takesRuns)
    {
        using var receiver = new PeerSocket((IPEndPoint)_sender.LocalEndPoint!, takesRuns);
        using var batch = new ReceiveBatch(takesRuns);
        _sender.SetRawSocketOption(SolUdp, UdpSegment, BitConverter.GetBytes(Segment));
        _sender.SendTo(_run, new IPEndPoint(IPAddress.Loopback, receiver.Address.Port));

        Assert.Equal(10, batch.Receive(receiver.Descriptor, 0, 1));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i < 9 ? Segment : 50, batch[i].Length);
            Assert.Equal((byte)i, batch[i][0]);
            Assert.True(batch.IsWhole(i));
            Assert.True(batch.ArrivalNanoseconds(i) > 0);
        }
    }
}
