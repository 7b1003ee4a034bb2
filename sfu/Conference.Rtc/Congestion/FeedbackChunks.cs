using System.Buffers.Binary;
using Conference.Rtc.Rtcp;

namespace Conference.Rtc.Congestion;

/// <summary>Packs packet statuses into run-length and status-vector chunks (transport-wide-cc §3.1.3, §3.1.4).</summary>
internal static class FeedbackChunks
{
    private const int OneBitSymbols = 14;
    private const int TwoBitSymbols = 7;
    private const int MaxRun = 0x1FFF;

    /// <summary>Bytes that <see cref="Write"/> may need.</summary>
    public static int MaxLength(int statuses) => ((statuses + TwoBitSymbols - 1) / TwoBitSymbols) * 2;

    /// <summary>Writes the chunks and returns their length in bytes.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<PacketStatus> statuses)
    {
        var length = 0;
        while (!statuses.IsEmpty)
        {
            var run = statuses.IndexOfAnyExcept(statuses[0]);
            run = Math.Min(run < 0 ? statuses.Length : run, MaxRun);
            var small = statuses[..Math.Min(OneBitSymbols, statuses.Length)].IndexOf(PacketStatus.LargeDelta) < 0;
            var vector = Math.Min(small ? OneBitSymbols : TwoBitSymbols, statuses.Length);
            ushort chunk;
            if (run >= vector)
            {
                chunk = (ushort)(((int)statuses[0] << 13) | run);
                statuses = statuses[run..];
            }
            else
            {
                chunk = small ? (ushort)0x8000 : (ushort)0xC000;
                for (var index = 0; index < vector; index++)
                    chunk |= (ushort)(small ? (int)statuses[index] << (13 - index) : (int)statuses[index] << (2 * (6 - index)));
                statuses = statuses[vector..];
            }

            BinaryPrimitives.WriteUInt16BigEndian(destination[length..], chunk);
            length += 2;
        }

        return length;
    }
}
