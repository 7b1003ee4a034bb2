using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>
/// GHASH's field (NIST SP 800-38D §6.3): products as three overlapping 128-bit parts, so that a run of blocks shares one reduction.
/// </summary>
/// <remarks>
/// GCM numbers bits from the left. Octets are reversed on load, which leaves every product one bit too low; the powers of the hash key are
/// kept multiplied by x once, which puts that right without a shift per product (Gueron and Kounavis, "Intel Carry-Less Multiplication
/// Instruction and its Usage for Computing the GCM Mode").
/// </remarks>
internal static class Ghash<TInstructions>
    where TInstructions : struct, IAesInstructions
{
    /// <summary>x^127 + x^126 + x^121 + 1 without the 1: the field's polynomial, reflected.</summary>
    public const ulong Polynomial = 0xC200_0000_0000_0000;

    /// <summary>Between GCM's octets and the order that products are taken in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Reverse(Vector128<byte> block) =>
        Vector128.Shuffle(block, Aes128Blocks<TInstructions>.ReverseOctets).AsUInt64();

    /// <summary>Adds block * power to what the three parts hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(
        Vector128<ulong> block, Vector128<ulong> power, ref Vector128<ulong> low, ref Vector128<ulong> middle, ref Vector128<ulong> high)
    {
        low ^= TInstructions.MultiplyLow(block, power);
        middle ^= TInstructions.MultiplyCross(block, power);
        high ^= TInstructions.MultiplyHigh(block, power);
    }

    public static Vector128<ulong> Multiply(Vector128<ulong> left, Vector128<ulong> right) =>
        Reduce(
            TInstructions.MultiplyLow(left, right),
            TInstructions.MultiplyCross(left, right),
            TInstructions.MultiplyHigh(left, right));

    /// <summary>From 256 bits to 128 modulo the polynomial: 64 bits away per step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Reduce(Vector128<ulong> low, Vector128<ulong> middle, Vector128<ulong> high)
    {
        var polynomial = Vector128.Create(Polynomial, 0);
        middle ^= TInstructions.MultiplyLow(low, polynomial) ^ SwapHalves(low);
        return high ^ TInstructions.MultiplyLow(middle, polynomial) ^ SwapHalves(middle);
    }

    /// <summary>In constant time.</summary>
    public static Vector128<ulong> TimesX(Vector128<ulong> value)
    {
        var low = value[0] << 1;
        var high = value[1] << 1 | value[0] >> 63;
        var carry = 0 - (value[1] >> 63);
        return Vector128.Create(low ^ (carry & 1), high ^ (carry & Polynomial));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> SwapHalves(Vector128<ulong> value) => Vector128.Shuffle(value, Vector128.Create(1ul, 0));
}
