using System.Runtime.CompilerServices;

namespace Conference.Rtc.Rtp;

/// <summary>Room for a dependency descriptor inside a header that waits in a queue without allocating.</summary>
[InlineArray(DependencyDescriptor.MaxLength)]
internal struct DependencyDescriptorBytes
{
    private byte _first;
}
