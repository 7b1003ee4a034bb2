using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// The port over System.Net.Sockets, for platforms without recvmmsg: one datagram per call. It knows the local address of a datagram by having
/// one socket per address, because packet info on a Socket allocates for every datagram; addresses that come up later are therefore not served.
/// </summary>
internal sealed class SocketUdpPort : IUdpPort
{
    private readonly List<LocalSocket> _sockets = [];
    private readonly Socket _waker;
    private readonly SocketAddress _wakerAddress;
    private readonly List<Socket> _readable = [];
    private int _awake;

    /// <param name="port">0 lets the system choose.</param>
    /// <param name="bufferBytes">Size of each socket's buffers; the system may grant less.</param>
    /// <exception cref="SocketException">The port is taken or may not be bound.</exception>
    public SocketUdpPort(int port, int bufferBytes)
    {
        try
        {
            BindAll(port, bufferBytes);
            _waker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            _waker.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _wakerAddress = _waker.LocalEndPoint!.Serialize();
        }
        catch
        {
            foreach (var socket in _sockets) socket.Socket.Dispose();
            throw;
        }
    }

    public int Port { get; private set; }

    public bool HasIPv6 => _sockets.Exists(socket => !socket.IsIPv4);

    public UdpPortCounters Counters { get; } = new();

    public void Wait(long microseconds)
    {
        _readable.Clear();
        _readable.Add(_waker);
        foreach (var local in _sockets)
        {
            if (local.Readable) microseconds = 0;
            _readable.Add(local.Socket);
        }

        // Select takes microseconds as int: half an hour is long enough to wait, the loop then waits again.
        Socket.Select(_readable, null, null, microseconds < 0 ? -1 : (int)Math.Min(microseconds, int.MaxValue));
        foreach (var ready in _readable)
        {
            if (ReferenceEquals(ready, _waker)) Rearm();
            else _sockets.Find(local => ReferenceEquals(local.Socket, ready))!.Readable = true;
        }
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) != 0) return;
        try
        {
            _waker.SendTo([1], SocketFlags.None, _wakerAddress);
        }
        catch (SocketException)
        {
            // The queue of the waking socket is full: then a wake-up is already there.
        }
        catch (ObjectDisposedException)
        {
            // The Worker has ended; there is nobody to wake.
        }
    }

    public int Receive(DatagramBatch batch)
    {
        batch.Clear();
        foreach (var local in _sockets)
        {
            while (local.Readable && !batch.IsFull) Receive(local, batch);
        }

        return batch.Count;
    }

    private void Receive(LocalSocket local, DatagramBatch batch)
    {
        try
        {
            var length = local.Socket.ReceiveFrom(batch.Free, SocketFlags.None, local.Sender);
            Counters.DatagramsIn++;
            Counters.MessagesIn++;
            Counters.BytesIn += length;
            if (length == DatagramBatch.SlotLength) Counters.Truncated++; // a Socket cuts without a word; a full slot is one byte too many at least
            else batch.Add(length, Sender(local));
        }
        catch (SocketException refusal)
        {
            if (refusal.SocketErrorCode == SocketError.MessageSize) Counters.Truncated++;
            else if (refusal.SocketErrorCode != SocketError.ConnectionReset) local.Readable = false; // WouldBlock: empty
        }
    }

    private static RemoteEndPoint Sender(LocalSocket local)
    {
        var endPoint = (IPEndPoint)local.Any.Create(local.Sender);
        return RemoteEndPoint.FromIPEndPoint(endPoint).WithLocalAddress(local.Number);
    }

    public void Send(Outbox outbox)
    {
        foreach (ref readonly var entry in outbox.Entries)
        {
            if (FindSocket(entry.To) is not { } local)
            {
                Counters.Unsendable++;
                continue;
            }

            try
            {
                Counters.BytesOut += local.Socket.SendTo(outbox.Datagram(entry), SocketFlags.None, entry.To.ToIPEndPoint());
                Counters.DatagramsOut++;
                Counters.MessagesOut++;
            }
            catch (SocketException refusal)
            {
                if (refusal.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable) Counters.SendQueueFull++;
                else Counters.Unsendable++;
            }
        }
    }

    private LocalSocket? FindSocket(in RemoteEndPoint to)
    {
        foreach (var local in _sockets)
            if (to.LocalAddress == 0 ? local.IsIPv4 == to.IsIPv4 : local.Number == to.LocalAddress) return local;
        return null;
    }

    public void Dispose()
    {
        foreach (var local in _sockets) local.Socket.Dispose();
        _waker.Dispose();
    }

    private void Rearm()
    {
        Span<byte> one = stackalloc byte[8];
        try
        {
            while (_waker.Receive(one) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // empty
        }

        Volatile.Write(ref _awake, 0);
    }

    private void BindAll(int port, int bufferBytes)
    {
        foreach (var address in LocalCandidates.Gather([]).Take(byte.MaxValue))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            {
                Blocking = false, ReceiveBufferSize = bufferBytes, SendBufferSize = bufferBytes,
            };
            _sockets.Add(new LocalSocket(socket, (byte)(_sockets.Count + 1)));
            socket.Bind(new IPEndPoint(address, port));
            if (port == 0) port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        if (_sockets.Count == 0) throw new NetworkInformationException((int)SocketError.AddressNotAvailable);
        Port = port;
    }

    /// <summary>One socket of one local address.</summary>
    private sealed class LocalSocket(Socket socket, byte number)
    {
        public Socket Socket { get; } = socket;
        public byte Number { get; } = number;
        public bool IsIPv4 { get; } = socket.AddressFamily == AddressFamily.InterNetwork;
        public bool Readable { get; set; }
        public SocketAddress Sender { get; } = new(socket.AddressFamily);
        public IPEndPoint Any { get; } = new(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
    }
}
