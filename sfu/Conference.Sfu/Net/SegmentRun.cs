using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>Which datagrams of an <see cref="Outbox"/> can leave as one message that the kernel cuts again (UDP GSO).</summary>
internal static class SegmentRun
{
    /// <summary>See <see cref="Control.SfuOptions.PacketsPerMessage"/>.</summary>
    public const int DefaultCap = 16;

    /// <summary>How many of the first entries lie side by side, go to the same place and are equally long; the last may be shorter.</summary>
    public static int Length(ReadOnlySpan<OutboxEntry> entries, int cap)
    {
        ref readonly var first = ref entries[0];
        var length = 1;
        while (length < entries.Length && length < cap)
        {
            ref readonly var next = ref entries[length];
            if (next.Length > first.Length || next.Offset != first.Offset + length * first.Length || next.To != first.To) break;
            length++;
            if (next.Length < first.Length) break;
        }

        return length;
    }
}
