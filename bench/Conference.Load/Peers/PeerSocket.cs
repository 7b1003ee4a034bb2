using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Conference.Rtc;
using static Conference.Sfu.Net.LibC;

namespace Conference.Load.Peers;

/// <summary>One peer's UDP socket, connected to the server; sends what lies in an Outbox datagram by datagram, as a network would deliver it.</summary>
internal sealed unsafe class PeerSocket : IOutboxSink, IDisposable
{
    private const int BufferBytes = 4 * 1024 * 1024, SoTimestampNs = 35;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
    private readonly MessageHeaderBatch* _messages = (MessageHeaderBatch*)NativeMemory.AllocZeroed(Batch, (nuint)sizeof(MessageHeaderBatch));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(Batch, (nuint)sizeof(IoVector));

    private const int Batch = 64; // an Outbox's

    /// <param name="takesRuns">The kernel may hand over several datagrams in one piece.</param>
    public PeerSocket(IPEndPoint server, bool takesRuns)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        _socket.Connect(server);
        Descriptor = (int)_socket.Handle;
        if (!TrySet(SoReceiveBufferForce, BufferBytes)) TrySet(SoReceiveBuffer, BufferBytes);
        TrySet(SoTimestampNs, 1);
        var on = 1;
        if (takesRuns && SetSockOpt(Descriptor, SolUdp, UdpGro, &on, sizeof(int)) != 0) throw new InvalidOperationException("This kernel coalesces no datagrams (UDP_GRO, Linux 5.0).");
    }

    public int Descriptor { get; }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Somebody on the way who keeps what is sent, until the list is full; null when there is nobody.</summary>
    public List<byte[]>? Eavesdropper { get; set; }

    /// <summary>Datagrams that the kernel did not take.</summary>
    public long Unsent { get; private set; }

    public void Send(Outbox outbox)
    {
        var entries = outbox.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            _vectors[i] = new IoVector { Base = (byte*)outbox.Buffer + entries[i].Offset, Length = (nuint)entries[i].Length };
            _messages[i].Header = new MessageHeader { Vectors = _vectors + i, VectorCount = 1 };
            if (Eavesdropper is { } ear && ear.Count < ear.Capacity) ear.Add(outbox.Datagram(entries[i]).ToArray());
        }

        for (var sent = 0; sent < entries.Length;)
        {
            var taken = SendMmsg(Descriptor, _messages + sent, (uint)(entries.Length - sent), MsgDontWait);
            if (taken <= 0)
            {
                Unsent++;
                taken = 1;
            }

            sent += taken;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
    }

    private bool TrySet(int option, int value) => SetSockOpt(Descriptor, SolSocket, option, &value, sizeof(int)) == 0;
}
