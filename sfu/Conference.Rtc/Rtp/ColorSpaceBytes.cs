using System.Runtime.CompilerServices;

namespace Conference.Rtc.Rtp;

/// <summary>Room for a color-space element inside a header that waits in a queue without allocating.</summary>
[InlineArray(ColorSpace.MaxLength)]
internal struct ColorSpaceBytes
{
    private byte _first;
}
