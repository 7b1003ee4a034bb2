using System.Runtime.InteropServices;

namespace Conference.Sfu.Net;

/// <summary>
/// How far the two threads of a <see cref="SpscRing{T}"/> are, counted in items since the start. Each end has a cache line of its own (two, because processors fetch
/// them in pairs): the threads would wait for each other's writes otherwise.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingEnds
{
    [FieldOffset(128)]
    public long Published;

    [FieldOffset(256)]
    public long Passed;
}
