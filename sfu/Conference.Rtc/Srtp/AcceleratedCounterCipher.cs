using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>AES-128 counter mode by the processor's own instructions, eight blocks at a time.</summary>
internal sealed unsafe class AcceleratedCounterCipher<TInstructions> : Aes128CounterCipher
    where TInstructions : struct, IAesInstructions
{
    public AcceleratedCounterCipher(ReadOnlySpan<byte> key)
    {
        Key = new KeyMemory(Aes128Blocks<TInstructions>.ScheduleLength);
        Aes128Blocks<TInstructions>.Expand(key, Key.Octets);
    }

    /// <summary>The round keys.</summary>
    internal KeyMemory Key { get; }

    [SkipLocalsInit]
    public override void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        const int Stride = Aes128Blocks<TInstructions>.Stride;
        var schedule = Key.Octets;
        var counter = Vector128.Shuffle(Vector128.Create(counterBlock), Aes128Blocks<TInstructions>.ReverseOctets).AsUInt32();
        fixed (byte* first = source, firstTo = destination[..source.Length])
        {
            var (from, to, length) = ((nint)first, (nint)firstTo, source.Length);
            for (; length >= Stride; length -= Stride, from += Stride, to += Stride)
            {
                Aes128Blocks<TInstructions>.TransformEight(schedule, counter, (byte*)from, (byte*)to);
                counter += Vector128.Create((uint)Aes128Blocks<TInstructions>.BlocksAtOnce, 0, 0, 0);
            }
            if (length > 0)
            {
                var tail = stackalloc byte[Stride];
                Buffer.MemoryCopy((byte*)from, tail, Stride, length);
                Aes128Blocks<TInstructions>.TransformEight(schedule, counter, tail, tail);
                Buffer.MemoryCopy(tail, (byte*)to, length, length);
                // Behind the packet lies key stream.
                new Span<byte>(tail, Stride).Clear();
            }
        }
        GC.KeepAlive(Key);
    }

    public override void Dispose() => Key.Dispose();
}
