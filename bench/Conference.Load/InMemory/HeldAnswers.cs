using Conference.Rtc;
using Conference.Sfu.Tests.Labs;

namespace Conference.Load.InMemory;

/// <summary>
/// Answers to connectivity checks, kept from the turn that sent them until after it: the far ends keep them, and what that allocates is not the Worker's. Media goes
/// nowhere, but everybody's consent (RFC 7675) is kept up.
/// </summary>
internal sealed class HeldAnswers
{
    private readonly List<(RemoteEndPoint To, int Start, int Length)> _entries = new(1024);
    private readonly byte[] _bytes = new byte[128 * 1024];
    private int _used;

    /// <summary>Takes what a port sends.</summary>
    public void Hold(in RemoteEndPoint to, ReadOnlySpan<byte> datagram)
    {
        if (datagram[0] > 3) return; // RFC 7983 §7: STUN begins with 0 to 3
        datagram.CopyTo(_bytes.AsSpan(_used));
        _entries.Add((to, _used, datagram.Length));
        _used += datagram.Length;
    }

    public void Release(MemoryUdpPort.Sent farEnds)
    {
        foreach (var (to, start, length) in _entries) farEnds(to, _bytes.AsSpan(start, length));
        _entries.Clear();
        _used = 0;
    }
}
