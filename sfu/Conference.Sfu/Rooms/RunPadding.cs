using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Makes the packets of a batch equally long by RTP padding (RFC 3550 §5.1), so that a subscriber's share of it is one message that the kernel cuts
/// again (UDP GSO): browsers split a frame into packets that differ by a byte. Planned once per batch; every subscriber gets the same.
/// </summary>
internal static class RunPadding
{
    /// <summary>Octets added to a packet at most: under 1.5 % of a full one, and browsers' differences are smaller.</summary>
    public const int MaxLength = 16;

    /// <summary>Sets each packet's <see cref="MediaPacket.PaddingLength"/> and writes the padding behind its payload in the slot.</summary>
    /// <param name="cap">Packets per message.</param>
    public static void Plan(Span<MediaPacket> packets, int cap)
    {
        while (packets.Length > 1 && cap > 1)
        {
            var run = Alike(packets, cap, out var longest);
            // The last of a run may be shorter: so what follows needs no padding, and if nothing follows the run's own last needs none.
            var hasTail = run < cap && run < packets.Length && Length(packets[run]) < longest;
            var padded = hasTail ? run : run - 1;
            foreach (ref var packet in packets[..padded]) Pad(ref packet, longest - Length(packet));
            packets = packets[(hasTail ? run + 1 : run)..];
        }
    }

    /// <summary>How many of the first packets are within <see cref="MaxLength"/> of the longest of them.</summary>
    private static int Alike(ReadOnlySpan<MediaPacket> packets, int cap, out int longest)
    {
        var shortest = longest = Length(packets[0]);
        var count = 1;
        for (; count < packets.Length && count < cap; count++)
        {
            var length = Length(packets[count]);
            var (newShortest, newLongest) = (Math.Min(shortest, length), Math.Max(longest, length));
            if (newLongest - newShortest > MaxLength) break;
            (shortest, longest) = (newShortest, newLongest);
        }

        return count;
    }

    private static void Pad(ref MediaPacket packet, int length)
    {
        if (length == 0) return;
        var end = packet.PayloadOffset + packet.PayloadLength;
        if (end + length > PacketPool.MaxPacketLength) return;
        var padding = packet.Slot.Slice(end, length);
        padding.Clear();
        padding[^1] = (byte)length;
        packet.PaddingLength = (byte)length;
    }

    /// <summary>
    /// Payload and extension block as most subscribers get them: a transport-wide number and the packet's own elements. For one that negotiated less, or
    /// still gets the MID, lengths may come out unequal; its packets then leave in more messages.
    /// </summary>
    private static int Length(in MediaPacket packet)
    {
        const int transportSequence = 2;
        var (elements, values) = (1, transportSequence);
        if (packet.DescriptorLength > 0) (elements, values) = (elements + 1, values + packet.DescriptorLength);
        if (packet.ColorSpaceLength > 0) (elements, values) = (elements + 1, values + packet.ColorSpaceLength);
        var isTwoByte = Math.Max(packet.DescriptorLength, packet.ColorSpaceLength) > HeaderExtensions.MaxOneByteLength;
        return packet.PayloadLength + ((values + elements * (isTwoByte ? 2 : 1) + 3) & ~3);
    }
}
