using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Conference.Rtc;
using static Conference.Sfu.Net.LibC;

namespace Conference.Sfu.Net;

/// <summary>
/// The port over Linux's batched calls: recvmmsg and sendmmsg on one non-blocking socket per family, ppoll on both and on an eventfd. All that
/// the kernel reads and writes is laid out once in native memory. Packet info (RFC 3542 §6.2) carries the local address both ways.
/// </summary>
internal sealed unsafe class UdpPort : IUdpPort
{
    private const int NameLength = 28; // sizeof(sockaddr_in6), the longer one
    private const int ControlLength = 64; // in6_pktinfo takes 40 with its header, the segment length 24

    private readonly LocalAddressTable _localAddresses = new();
    private readonly FamilySocket _ipv4;
    private readonly FamilySocket? _ipv6;
    private readonly int _event;
    private readonly PollDescriptor* _poll;
    private readonly MessageHeaderBatch* _messages;
    private readonly IoVector* _vectors;
    private readonly byte* _names;
    private readonly byte* _controls;
    private readonly int[] _taken = new int[DatagramBatch.Capacity]; // entries up to and with each message
    private readonly int _cap;
    private bool _segments = true;
    private int _apart; // entries that come next and go each by itself
    private readonly Lock _wakeGate = new();
    private int _awake;
    private bool _disposed;

    /// <param name="port">0 lets the system choose a port that is free in both families.</param>
    /// <param name="bufferBytes">Size of each socket's buffers; the kernel may grant less.</param>
    /// <param name="packetsPerMessage">Datagrams to one place that leave as one message; 1 for each by itself.</param>
    /// <exception cref="SocketException">The port is taken or may not be bound.</exception>
    public UdpPort(int port, int bufferBytes, int packetsPerMessage = SegmentRun.DefaultCap)
    {
        _cap = packetsPerMessage;
        (_ipv4, _ipv6) = Open(port, bufferBytes);
        Port = _ipv4.Port;
        _event = EventFd(0, EfdNonBlock | EfdCloseOnExec);
        if (_event < 0) throw LastError();
        _poll = Allocate<PollDescriptor>(3);
        _messages = Allocate<MessageHeaderBatch>(DatagramBatch.Capacity);
        _vectors = Allocate<IoVector>(DatagramBatch.Capacity);
        _names = Allocate<byte>(DatagramBatch.Capacity * NameLength);
        _controls = Allocate<byte>(DatagramBatch.Capacity * ControlLength);
        _poll[0] = new PollDescriptor { Descriptor = _event, Events = PollIn };
        _poll[1] = new PollDescriptor { Descriptor = _ipv4.Descriptor, Events = PollIn };
        _poll[2] = new PollDescriptor { Descriptor = _ipv6?.Descriptor ?? -1, Events = PollIn }; // ppoll passes over a negative one
    }

    /// <summary>True where the layouts of <see cref="LibC"/> hold.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && sizeof(nint) == 8 && BitConverter.IsLittleEndian;

    public int Port { get; }

    public bool HasIPv6 => _ipv6 is not null;

    public UdpPortCounters Counters { get; } = new();

    public void Wait(long microseconds)
    {
        // A socket that was not drained to its end is still readable; look only, do not wait.
        if (_ipv4.Readable || _ipv6 is { Readable: true }) microseconds = 0;
        var timeout = new TimeSpec { Seconds = microseconds / 1_000_000, Nanoseconds = microseconds % 1_000_000 * 1000 };
        var ready = Ppoll(_poll, 3, microseconds < 0 ? null : &timeout, null);
        if (ready <= 0) return; // time is over, or EINTR: the loop looks at its work in either case
        if (_poll[0].Returned != 0)
        {
            ulong count;
            Read(_event, &count, sizeof(ulong));
            Volatile.Write(ref _awake, 0);
        }

        if (_poll[1].Returned != 0) _ipv4.Readable = true;
        if (_poll[2].Returned != 0) _ipv6!.Readable = true;
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) != 0) return; // one write is enough to end a Wait
        lock (_wakeGate)
        {
            if (_disposed) return; // the descriptor's number may be somebody else's by now
            ulong one = 1;
            Write(_event, &one, sizeof(ulong));
        }
    }

    public int Receive(DatagramBatch batch)
    {
        batch.Clear();
        if (_ipv4.Readable) Receive(_ipv4, batch);
        if (_ipv6 is { Readable: true } && !batch.IsFull) Receive(_ipv6, batch);
        return batch.Count;
    }

    private void Receive(FamilySocket socket, DatagramBatch batch)
    {
        var first = batch.Count;
        var room = DatagramBatch.Capacity - first;
        for (var i = 0; i < room; i++)
        {
            _vectors[i] = new IoVector { Base = batch.Slot(first + i), Length = DatagramBatch.SlotLength };
            _messages[i].Header = new MessageHeader
            {
                Name = _names + i * NameLength, NameLength = NameLength,
                Vectors = _vectors + i, VectorCount = 1,
                Control = _controls + i * ControlLength, ControlLength = ControlLength,
            };
        }

        var received = RecvMmsg(socket.Descriptor, _messages, (uint)room, MsgDontWait, null);
        // Fewer than asked for means empty; an error (a queued ICMP refusal among them) is tried anew at the next ppoll.
        if (received < room) socket.Readable = false;
        for (var i = 0; i < received; i++)
        {
            var length = (int)_messages[i].Length;
            Counters.DatagramsIn++;
            Counters.BytesIn += length;
            if ((_messages[i].Header.Flags & MsgTruncated) != 0)
            {
                Counters.Truncated++;
                continue;
            }

            batch.Keep(first + i, length, Sender(socket, _messages[i].Header));
        }
    }

    private RemoteEndPoint Sender(FamilySocket socket, in MessageHeader header)
    {
        var name = new ReadOnlySpan<byte>(header.Name, NameLength);
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        byte local = 0;
        if (header.ControlLength >= (nuint)(sizeof(ControlHeader) + (socket.IsIPv4 ? 12 : 20)))
        {
            var info = new ReadOnlySpan<byte>(header.Control + sizeof(ControlHeader), 20);
            // in_pktinfo: interface, spec_dst (where an answer leaves from), address; in6_pktinfo: address, interface.
            local = _localAddresses.IndexOf(socket.IsIPv4 ? info.Slice(4, 4) : info[..16]);
        }

        var from = socket.IsIPv4
            ? RemoteEndPoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(name[4..]), port)
            : RemoteEndPoint.FromIPv6(name.Slice(8, 16), port, BinaryPrimitives.ReadUInt32LittleEndian(name[24..]));
        return from.WithLocalAddress(local);
    }

    public void Send(Outbox outbox)
    {
        var entries = outbox.Entries;
        while (!entries.IsEmpty) entries = entries[SendSome(entries, (byte*)outbox.Buffer)..];
    }

    /// <summary>
    /// Sends as many of the first entries as one sendmmsg takes: one family, each run of datagrams to the same place as one message that the kernel cuts
    /// again (UDP GSO), which saves three quarters of its work. Returns how many entries are done with.
    /// </summary>
    private int SendSome(ReadOnlySpan<OutboxEntry> entries, byte* buffer)
    {
        var isIPv4 = entries[0].To.IsIPv4;
        var messages = 0;
        var taken = 0;
        while (taken < entries.Length && messages < DatagramBatch.Capacity && entries[taken].To.IsIPv4 == isIPv4)
        {
            var run = _segments && _apart == 0 ? SegmentRun.Length(entries[taken..], _cap) : 1;
            if (_apart > 0) _apart--;
            ref readonly var first = ref entries[taken];
            ref readonly var last = ref entries[taken + run - 1];
            _vectors[messages] = new IoVector { Base = buffer + first.Offset, Length = (nuint)(last.Offset + last.Length - first.Offset) };
            Address(messages, first.To, run > 1 ? first.Length : 0);
            taken += run;
            _taken[messages++] = taken;
        }

        return Send(isIPv4 ? _ipv4 : _ipv6, messages);
    }

    private void Address(int index, in RemoteEndPoint to, int segmentLength)
    {
        var name = new Span<byte>(_names + index * NameLength, NameLength);
        name.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(name, (ushort)(to.IsIPv4 ? AfInet : AfInet6));
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], to.Port);
        to.WriteAddress(name[(to.IsIPv4 ? 4 : 8)..]);
        if (!to.IsIPv4) BinaryPrimitives.WriteUInt32LittleEndian(name[24..], to.Scope);

        var control = _controls + index * ControlLength;
        var used = 0;
        if (to.LocalAddress != 0)
        {
            var info = AddControl(control, ref used, to.IsIPv4 ? IpProtoIp : IpProtoIpv6, to.IsIPv4 ? IpPktInfo : Ipv6PktInfo, to.IsIPv4 ? 12 : 20);
            _localAddresses.Write(to.LocalAddress, to.IsIPv4 ? info[4..] : info);
        }

        if (segmentLength > 0) BinaryPrimitives.WriteUInt16LittleEndian(AddControl(control, ref used, SolUdp, UdpSegment, sizeof(ushort)), (ushort)segmentLength);
        _messages[index].Header = new MessageHeader
        {
            Name = _names + index * NameLength, NameLength = to.IsIPv4 ? 16u : NameLength,
            Vectors = _vectors + index, VectorCount = 1,
            Control = used > 0 ? control : null, ControlLength = (nuint)used,
        };
    }

    /// <summary>Appends a control message, cleared and padded to 8 bytes, and returns the place for its data.</summary>
    private static Span<byte> AddControl(byte* control, ref int used, int level, int type, int length)
    {
        *(ControlHeader*)(control + used) = new ControlHeader { Length = (nuint)(sizeof(ControlHeader) + length), Level = level, Type = type };
        var data = new Span<byte>(control + used + sizeof(ControlHeader), (length + 7) & ~7);
        data.Clear();
        used += sizeof(ControlHeader) + data.Length;
        return data;
    }

    /// <summary>
    /// Sends the first messages of the array and returns how many entries they were. Media that the kernel has no room for now is late a moment
    /// later: it is dropped by name, never waited for.
    /// </summary>
    private int Send(FamilySocket? socket, int messages)
    {
        var entries = _taken[messages - 1];
        if (socket is null)
        {
            Counters.Unsendable += entries;
            return entries;
        }

        var done = 0;
        while (done < messages)
        {
            var before = done == 0 ? 0 : _taken[done - 1];
            var sent = SendMmsg(socket.Descriptor, _messages + done, (uint)(messages - done), MsgDontWait);
            if (sent > 0)
            {
                for (var i = done; i < done + sent; i++) Counters.BytesOut += _messages[i].Length;
                done += sent;
                Counters.DatagramsOut += _taken[done - 1] - before;
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Eintr:
                    break;
                case Eagain or Enobufs:
                    Counters.SendQueueFull += entries - before;
                    return entries;
                case Emsgsize when _taken[done] - before > 1:
                    // Linux 6.14 and later: the path's MTU is below the segments, which concerns this peer alone. By themselves they go, in fragments.
                    _apart = _taken[done] - before;
                    return before;
                case Eio or Einval when _taken[done] - before > 1:
                    // A card without checksum offload, a path with a small MTU, a kernel before 4.18: from now on each datagram by itself, these first.
                    _segments = false;
                    return before;
                default:
                    Counters.Unsendable += _taken[done] - before;
                    done++;
                    break;
            }
        }

        return entries;
    }

    public void Dispose()
    {
        lock (_wakeGate)
        {
            if (_disposed) return;
            _disposed = true;
            _ = Close(_event);
        }

        _ipv4.Dispose();
        _ipv6?.Dispose();
        NativeMemory.AlignedFree(_poll);
        NativeMemory.AlignedFree(_messages);
        NativeMemory.AlignedFree(_vectors);
        NativeMemory.AlignedFree(_names);
        NativeMemory.AlignedFree(_controls);
    }

    private static (FamilySocket IPv4, FamilySocket? IPv6) Open(int port, int bufferBytes)
    {
        // A port that the system chose for IPv4 may be taken in IPv6; then another is tried.
        for (var attempt = 0; ; attempt++)
        {
            var ipv4 = new FamilySocket(AfInet, port, bufferBytes);
            if (!System.Net.Sockets.Socket.OSSupportsIPv6) return (ipv4, null);
            try
            {
                return (ipv4, new FamilySocket(AfInet6, ipv4.Port, bufferBytes));
            }
            catch (SocketException refusal)
            {
                if (refusal.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable) return (ipv4, null);
                ipv4.Dispose();
                if (port != 0 || attempt == 16) throw;
            }
        }
    }

    private static T* Allocate<T>(int count)
        where T : unmanaged
    {
        var bytes = (nuint)(count * sizeof(T));
        var memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(memory, bytes);
        return (T*)memory;
    }

    /// <summary>errno as the <see cref="SocketError"/> that callers and logs know it by.</summary>
    internal static SocketException LastError()
    {
        var errno = Marshal.GetLastPInvokeError();
        var error = errno switch
        {
            13 => SocketError.AccessDenied,
            97 => SocketError.AddressFamilyNotSupported,
            98 => SocketError.AddressAlreadyInUse,
            99 => SocketError.AddressNotAvailable,
            _ => SocketError.SocketError,
        };
        return new SocketException((int)error, Marshal.GetPInvokeErrorMessage(errno));
    }
}
