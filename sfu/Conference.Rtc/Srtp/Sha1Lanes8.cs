using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Conference.Rtc.Srtp;

/// <summary>Eight messages by AVX2.</summary>
internal readonly unsafe struct Sha1Lanes8 : ISha1Lanes<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<uint>.Count;

    private static Vector256<byte> SwapWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    }

    /// <summary>Transposes eight by eight words twice: four by four in each 128 bits, then the halves.</summary>
    public static void Load(byte** messages, Vector256<uint>* words)
    {
        var halves = words + 16;
        for (var part = 0; part < 2; part++, words += 8)
        {
            for (var i = 0; i < 8; i += 4)
            {
                var row0 = LoadBigEndian(messages[i] + part * 32);
                var row1 = LoadBigEndian(messages[i + 1] + part * 32);
                var row2 = LoadBigEndian(messages[i + 2] + part * 32);
                var row3 = LoadBigEndian(messages[i + 3] + part * 32);
                var low01 = Avx2.UnpackLow(row0, row1).AsUInt64();
                var high01 = Avx2.UnpackHigh(row0, row1).AsUInt64();
                var low23 = Avx2.UnpackLow(row2, row3).AsUInt64();
                var high23 = Avx2.UnpackHigh(row2, row3).AsUInt64();
                halves[i] = Avx2.UnpackLow(low01, low23).AsUInt32();
                halves[i + 1] = Avx2.UnpackHigh(low01, low23).AsUInt32();
                halves[i + 2] = Avx2.UnpackLow(high01, high23).AsUInt32();
                halves[i + 3] = Avx2.UnpackHigh(high01, high23).AsUInt32();
            }
            for (var i = 0; i < 4; i++)
            {
                words[i] = Avx2.Permute2x128(halves[i], halves[i + 4], 0x20);
                words[i + 4] = Avx2.Permute2x128(halves[i], halves[i + 4], 0x31);
            }
        }
    }

    public static Vector256<uint> Fill(uint word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => z ^ (x & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Parity(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => (x & y) | (z & (x | y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy1(Vector256<uint> words) => words << 1 | words >>> 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy5(Vector256<uint> words) => words << 5 | words >>> 27;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateBy30(Vector256<uint> words) => words << 30 | words >>> 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> LoadBigEndian(byte* block) => Avx2.Shuffle(Vector256.Load(block), SwapWords).AsUInt32();
}
