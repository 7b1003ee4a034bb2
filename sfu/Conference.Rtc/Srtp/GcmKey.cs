using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>
/// Where the parts of a GCM key lie in its <see cref="KeyMemory"/>: the AES round keys, then powers of the hash key, highest first, so that n
/// blocks in the order of the message meet the last n powers. Behind the first power are zeroes, which a load of four may touch.
/// </summary>
internal static unsafe class GcmKey
{
    /// <summary>
    /// The most blocks that share a reduction: a run of eight, up to eight of a tail, the lengths; rounded up.
    /// </summary>
    public const int Powers = 20;

    public const int Length = PowersEnd + 64;

    private const int BlockLength = Aes128CounterCipher.BlockLength;
    private const int PowersStart = 192;
    private const int PowersEnd = PowersStart + Powers * BlockLength;

    public static KeyMemory Expand<TInstructions>(ReadOnlySpan<byte> key)
        where TInstructions : struct, IAesInstructions
    {
        var memory = new KeyMemory(Length);
        Aes128Blocks<TInstructions>.Expand(key, memory.Octets);
        var zero = Aes128Blocks<TInstructions>.Encrypt(memory.Octets, Vector128<byte>.Zero);
        var first = Ghash<TInstructions>.TimesX(Ghash<TInstructions>.Reverse(zero));
        var power = first;
        for (var exponent = 1; exponent <= Powers; exponent++)
        {
            power.Store((ulong*)Power(memory.Octets, exponent));
            power = Ghash<TInstructions>.Multiply(power, first);
        }
        return memory;
    }

    /// <summary>Where that power of the hash key lies; the next lower one follows.</summary>
    public static byte* Power(byte* key, int exponent) => key + PowersEnd - exponent * BlockLength;
}
