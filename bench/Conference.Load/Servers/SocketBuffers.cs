using System.Globalization;
using System.Runtime.InteropServices;
using static Conference.Sfu.Net.LibC;

namespace Conference.Load.Servers;

/// <summary>
/// Gives a server's UDP sockets the buffers that our own has, from outside: a server that leaves them at the system's default loses packets in bursts
/// because of that alone. Needs root.
/// </summary>
internal static unsafe partial class SocketBuffers
{
    private const int Bytes = 4 * 1024 * 1024;
    private const long PidFdOpen = 434, PidFdGetFd = 438; // the same number on every architecture since 2019
    private const int SoType = 3;

    /// <summary>Of every UDP socket that the process has now; does nothing where it may not.</summary>
    public static void Raise(int processId)
    {
        var process = (int)SystemCall(PidFdOpen, processId, 0, 0);
        if (process < 0) return;
        foreach (var link in new DirectoryInfo($"/proc/{processId}/fd").EnumerateFileSystemInfos())
        {
            if (link.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) != true) continue;
            var socket = (int)SystemCall(PidFdGetFd, process, long.Parse(link.Name, CultureInfo.InvariantCulture), 0);
            if (socket < 0) continue;
            int type, bytes = Bytes;
            uint length = sizeof(int);
            if (GetSockOpt(socket, SolSocket, SoType, &type, &length) == 0 && type == SockDgram)
            {
                _ = SetSockOpt(socket, SolSocket, SoReceiveBufferForce, &bytes, sizeof(int));
                _ = SetSockOpt(socket, SolSocket, SoSendBufferForce, &bytes, sizeof(int));
            }

            _ = Close(socket);
        }

        _ = Close(process);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long first, long second, long third);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetSockOpt(int socket, int level, int option, void* value, uint* length);
}
