using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Conference.Rtc.Srtp;

/// <summary>
/// GHASH (NIST SP 800-38D §6.4) under one hash key by carry-less multiplication: sixteen powers of the key in native memory, zeroed when
/// freed, so that sixteen blocks share one reduction.
/// </summary>
/// <remarks>
/// GCM numbers bits from the left. Octets are reversed on load, which leaves every product one bit too low; the powers are kept
/// multiplied by x once, which puts that right without a shift per product (Gueron and Kounavis, "Intel Carry-Less Multiplication
/// Instruction and its Usage for Computing the GCM Mode").
/// </remarks>
internal sealed unsafe class GhashKey : SafeHandle
{
    private const int BlockLength = 16;
    private const int Powers = 16;
    private const int Length = Powers * BlockLength;

    /// <summary>x^127 + x^126 + x^121 + 1 without the 1: the field's polynomial, reflected.</summary>
    private const ulong Polynomial = 0xC200_0000_0000_0000;

    /// <param name="hashKey">AES of the zero block, in octets as they are.</param>
    public GhashKey(Vector128<byte> hashKey)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AlignedAlloc(Length, 64));
        var first = TimesX(Ssse3.Shuffle(hashKey, Aes128KeySchedule.ReverseOctets).AsUInt64());
        var power = first;
        for (var i = Powers - 1; i >= 0; i--)
        {
            PowersFromHighest[i] = power;
            power = Multiply(power, first);
        }
    }

    public static bool IsSupported => Pclmulqdq.IsSupported && Ssse3.IsSupported;

    public override bool IsInvalid => handle == 0;

    /// <summary>H^16 first, H^1 last: the n newest blocks of a run meet the last n entries.</summary>
    private Vector128<ulong>* PowersFromHighest => (Vector128<ulong>*)handle;

    /// <summary>Folds data, padded with zeroes to whole blocks, into the hash.</summary>
    public Vector128<ulong> Update(Vector128<ulong> hash, ReadOnlySpan<byte> data)
    {
        fixed (byte* octets = data)
        {
            var offset = 0;
            if (Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported)
            {
                for (; offset <= data.Length - Length; offset += Length)
                    hash = FoldSixteen(hash, octets + offset);
            }
            var blocks = (data.Length - offset) / BlockLength;
            while (blocks > 0)
            {
                var run = Math.Min(blocks, Powers);
                hash = Fold(hash, octets + offset, run);
                offset += run * BlockLength;
                blocks -= run;
            }
            var rest = data.Length - offset;
            if (rest == 0)
                return hash;
            var padded = stackalloc byte[BlockLength];
            Vector128<byte>.Zero.Store(padded);
            Buffer.MemoryCopy(octets + offset, padded, BlockLength, rest);
            return Fold(hash, padded, 1);
        }
    }

    /// <summary>Folds in the lengths, in octets, and returns the hash as GCM writes it.</summary>
    public Vector128<byte> Finish(Vector128<ulong> hash, int associatedDataLength, int dataLength)
    {
        var lengths = Vector128.Create((ulong)dataLength * 8, (ulong)associatedDataLength * 8);
        return Ssse3.Shuffle(Multiply(hash ^ lengths, PowersFromHighest[Powers - 1]).AsByte(), Aes128KeySchedule.ReverseOctets);
    }

    protected override bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, Length));
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private Vector128<ulong> Fold(Vector128<ulong> hash, byte* blocks, int count)
    {
        var reverse = Aes128KeySchedule.ReverseOctets;
        var power = PowersFromHighest + Powers - count;
        var low = Vector128<ulong>.Zero;
        var middle = Vector128<ulong>.Zero;
        var high = Vector128<ulong>.Zero;
        for (var i = 0; i < count; i++)
        {
            var block = Ssse3.Shuffle(Vector128.Load(blocks + i * BlockLength), reverse).AsUInt64() ^ hash;
            hash = Vector128<ulong>.Zero;
            low ^= Pclmulqdq.CarrylessMultiply(block, power[i], 0x00);
            high ^= Pclmulqdq.CarrylessMultiply(block, power[i], 0x11);
            middle ^= Pclmulqdq.CarrylessMultiply(block, power[i], 0x01) ^ Pclmulqdq.CarrylessMultiply(block, power[i], 0x10);
        }
        return Reduce(low, middle, high);
    }

    private Vector128<ulong> FoldSixteen(Vector128<ulong> hash, byte* blocks)
    {
        var half = Vector256.Create(Aes128KeySchedule.ReverseOctets, Aes128KeySchedule.ReverseOctets);
        var reverse = Vector512.Create(half, half);
        var powers = (ulong*)PowersFromHighest;
        var carried = Vector512.Create(Vector256.Create(hash, Vector128<ulong>.Zero), Vector256<ulong>.Zero);
        var low = Vector512<ulong>.Zero;
        var middle = Vector512<ulong>.Zero;
        var high = Vector512<ulong>.Zero;
        for (var i = 0; i < 4; i++)
        {
            var four = Avx512BW.Shuffle(Vector512.Load(blocks + i * 64), reverse).AsUInt64() ^ carried;
            var power = Vector512.Load(powers + i * 8);
            carried = Vector512<ulong>.Zero;
            low ^= Pclmulqdq.V512.CarrylessMultiply(four, power, 0x00);
            high ^= Pclmulqdq.V512.CarrylessMultiply(four, power, 0x11);
            middle ^= Pclmulqdq.V512.CarrylessMultiply(four, power, 0x01) ^ Pclmulqdq.V512.CarrylessMultiply(four, power, 0x10);
        }
        return Reduce(Sum(low), Sum(middle), Sum(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Sum(Vector512<ulong> lanes)
    {
        var two = lanes.GetLower() ^ lanes.GetUpper();
        return two.GetLower() ^ two.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) =>
        Reduce(
            Pclmulqdq.CarrylessMultiply(a, b, 0x00),
            Pclmulqdq.CarrylessMultiply(a, b, 0x01) ^ Pclmulqdq.CarrylessMultiply(a, b, 0x10),
            Pclmulqdq.CarrylessMultiply(a, b, 0x11));

    /// <summary>From 256 bits, given as three overlapping 128-bit parts, to 128 modulo the polynomial: 64 bits away per step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Reduce(Vector128<ulong> low, Vector128<ulong> middle, Vector128<ulong> high)
    {
        var polynomial = Vector128.Create(Polynomial, 0);
        middle ^= Pclmulqdq.CarrylessMultiply(low, polynomial, 0x00) ^ SwapHalves(low);
        return high ^ Pclmulqdq.CarrylessMultiply(middle, polynomial, 0x00) ^ SwapHalves(middle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> SwapHalves(Vector128<ulong> value) => Sse2.Shuffle(value.AsInt32(), 0x4E).AsUInt64();

    private static Vector128<ulong> TimesX(Vector128<ulong> value)
    {
        var low = value[0] << 1;
        var high = value[1] << 1 | value[0] >> 63;
        var carry = 0 - (value[1] >> 63);
        return Vector128.Create(low ^ (carry & 1), high ^ (carry & Polynomial));
    }
}
