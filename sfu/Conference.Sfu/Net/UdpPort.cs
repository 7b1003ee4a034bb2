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
    private readonly LocalAddressTable _localAddresses = new();
    private readonly FamilySocket _ipv4;
    private readonly FamilySocket? _ipv6;
    private readonly int _event;
    private readonly PollDescriptor* _poll;
    private readonly MessageArray _incoming = new();
    private readonly MessageArray _outgoing = new();
    private readonly CoalescedDatagrams _coalesced = new();
    private readonly SegmentationOffload _offload;
    private readonly int[] _taken = new int[MessageArray.Capacity]; // entries up to and with each message
    private readonly int _cap;
    private bool _readsIPv6;
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
        _offload = new SegmentationOffload(packetsPerMessage > 1);
        (_ipv4, _ipv6) = Open(port, bufferBytes);
        Port = _ipv4.Port;
        Counters.ReceiveBufferBytes = Math.Min(_ipv4.ReceiveBufferBytes, _ipv6?.ReceiveBufferBytes ?? int.MaxValue);
        Counters.SendBufferBytes = Math.Min(_ipv4.SendBufferBytes, _ipv6?.SendBufferBytes ?? int.MaxValue);
        for (var i = 0; i < MessageArray.Capacity; i++) _incoming.Expect(i, _coalesced.Buffer(i), CoalescedDatagrams.BufferLength);
        _event = EventFd(0, EfdNonBlock | EfdCloseOnExec);
        if (_event < 0) throw LastError();
        _poll = MessageArray.Allocate<PollDescriptor>(3);
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
        if (_coalesced.HasMore || _ipv4.Readable || _ipv6 is { Readable: true }) microseconds = 0;
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
        for (var family = 0; family < 2 && batch.Count == 0; family++)
        {
            if (!_coalesced.HasMore)
            {
                _readsIPv6 = !_readsIPv6; // by turns, so that a flood in one family does not starve the other
                if ((_readsIPv6 ? _ipv6 : _ipv4) is not { Readable: true } socket) continue;
                Receive(socket);
            }

            _coalesced.MoveTo(batch, Counters);
        }

        return batch.Count;
    }

    private void Receive(FamilySocket socket)
    {
        _coalesced.Clear();
        var received = RecvMmsg(socket.Descriptor, _incoming.Messages, MessageArray.Capacity, MsgDontWait, null);
        // Fewer than asked for means empty; an error (a queued ICMP refusal among them) is tried anew at the next ppoll.
        if (received < MessageArray.Capacity) socket.Readable = false;
        for (var i = 0; i < received; i++)
        {
            ref var message = ref _incoming.Messages[i];
            Counters.MessagesIn++;
            if ((message.Header.Flags & MsgTruncated) != 0)
            {
                Counters.DatagramsIn++;
                Counters.Truncated++;
            }
            else
            {
                var from = Sender(socket, message.Header, out var segmentLength);
                _coalesced.Add(i, (int)message.Length, segmentLength, from);
            }

            _incoming.Renew(i);
        }
    }

    private RemoteEndPoint Sender(FamilySocket socket, in MessageHeader header, out int segmentLength)
    {
        segmentLength = 0;
        byte local = 0;
        for (var control = new ControlReader(header); control.MoveNext();)
        {
            // in_pktinfo: interface, spec_dst (where an answer leaves from), address; in6_pktinfo: address, interface.
            if (control.Is(IpProtoIp, IpPktInfo, 12)) local = _localAddresses.IndexOf(control.Data.Slice(4, 4));
            else if (control.Is(IpProtoIpv6, Ipv6PktInfo, 20)) local = _localAddresses.IndexOf(control.Data[..16]);
            else if (control.Is(SolUdp, UdpGro, sizeof(int))) segmentLength = BinaryPrimitives.ReadInt32LittleEndian(control.Data);
        }

        var name = new ReadOnlySpan<byte>(header.Name, MessageArray.NameLength);
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
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
        while (taken < entries.Length && messages < MessageArray.Capacity && entries[taken].To.IsIPv4 == isIPv4)
        {
            var run = _apart == 0 && _offload.Allows(entries[taken].To) ? SegmentRun.Length(entries[taken..], _cap) : 1;
            if (_apart > 0) _apart--;
            ref readonly var first = ref entries[taken];
            ref readonly var last = ref entries[taken + run - 1];
            Address(messages, first.To, run > 1 ? first.Length : 0);
            _outgoing.SetContent(messages, buffer + first.Offset, last.Offset + last.Length - first.Offset);
            taken += run;
            _taken[messages++] = taken;
        }

        return Send(isIPv4 ? _ipv4 : _ipv6, messages, entries);
    }

    private void Address(int index, in RemoteEndPoint to, int segmentLength)
    {
        var name = _outgoing.Name(index);
        name.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(name, (ushort)(to.IsIPv4 ? AfInet : AfInet6));
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], to.Port);
        to.WriteAddress(name[(to.IsIPv4 ? 4 : 8)..]);
        if (!to.IsIPv4) BinaryPrimitives.WriteUInt32LittleEndian(name[24..], to.Scope);

        _outgoing.Begin(index, nameLength: to.IsIPv4 ? 16 : MessageArray.NameLength);
        if (to.LocalAddress != 0)
        {
            var info = to.IsIPv4 ? _outgoing.AddControl(index, IpProtoIp, IpPktInfo, 12) : _outgoing.AddControl(index, IpProtoIpv6, Ipv6PktInfo, 20);
            _localAddresses.Write(to.LocalAddress, to.IsIPv4 ? info[4..] : info);
        }

        if (segmentLength > 0)
            BinaryPrimitives.WriteUInt16LittleEndian(_outgoing.AddControl(index, SolUdp, UdpSegment, sizeof(ushort)), (ushort)segmentLength);
    }

    /// <summary>
    /// Sends the first messages of the array and returns how many entries they were. Media that the kernel has no room for now is late a moment
    /// later: it is dropped by name, never waited for.
    /// </summary>
    private int Send(FamilySocket? socket, int messages, ReadOnlySpan<OutboxEntry> outgoing)
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
            var sent = SendMmsg(socket.Descriptor, _outgoing.Messages + done, (uint)(messages - done), MsgDontWait);
            if (sent > 0)
            {
                for (var i = done; i < done + sent; i++) Counters.BytesOut += _outgoing.Messages[i].Length;
                done += sent;
                Counters.MessagesOut += sent;
                Counters.DatagramsOut += _taken[done - 1] - before;
                if (_taken[done - 1] - before > sent) _offload.OnSent();
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Eintr:
                    break;
                case Eagain or Enobufs:
                    Counters.SendQueueFull += entries - before;
                    return entries;
                case (Eio or Einval or Emsgsize) and var error when _taken[done] - before > 1:
                    // EMSGSIZE (Linux 6.14 and later): the path's MTU is below the segments. By themselves they go, in fragments; so do these now.
                    Counters.RunsRefused++;
                    _offload.OnRefused(outgoing[before].To, isPath: error == Emsgsize);
                    Counters.SegmentationIsOff = !_offload.IsOn;
                    _apart = _taken[done] - before;
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
        _incoming.Dispose();
        _outgoing.Dispose();
        _coalesced.Dispose();
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
