using System.Runtime.InteropServices;

namespace Conference.Sfu.Net;

/// <summary>
/// The few calls of the C library that .NET has no batched form of. Layouts are those of 64-bit Linux (glibc and musl alike);
/// <see cref="UdpPort.IsSupported"/> guards every use. Constants are from the kernel's uapi headers.
/// </summary>
internal static unsafe partial class LibC
{
    public const int AfInet = 2, AfInet6 = 10;
    public const int SockDgram = 2, SockNonBlock = 0x800, SockCloseOnExec = 0x80000;
    public const int SolSocket = 1, SoSendBuffer = 7, SoReceiveBuffer = 8, SoSendBufferForce = 32, SoReceiveBufferForce = 33;
    public const int IpProtoIp = 0, IpPktInfo = 8;
    public const int IpProtoIpv6 = 41, Ipv6V6Only = 26, Ipv6RecvPktInfo = 49, Ipv6PktInfo = 50;
    public const int SolUdp = 17, UdpSegment = 103, UdpGro = 104;
    public const int MsgDontWait = 0x40, MsgTruncated = 0x20;
    public const short PollIn = 1;
    public const int EfdNonBlock = 0x800, EfdCloseOnExec = 0x80000;
    public const int PrioProcess = 0;
    public const int Eintr = 4, Eio = 5, Eagain = 11, Einval = 22, Emsgsize = 90, Enobufs = 105;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSockName(int socket, void* address, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSockOpt(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSockOpt(int socket, int level, int option, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    public static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    public static partial int SetPriority(int which, uint who, int priority);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int RecvMmsg(int socket, MessageHeaderBatch* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMmsg(int socket, MessageHeaderBatch* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Ppoll(PollDescriptor* descriptors, ulong count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeaderBatch
    {
        public MessageHeader Header;
        public uint Length;
    }

    /// <summary>struct cmsghdr; its payload follows at once, because the header is a multiple of 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
