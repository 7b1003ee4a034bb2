using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Conference.Rtc.Srtp;

/// <summary>Sixteen messages by AVX-512: any function of three words and any rotation is one instruction.</summary>
internal readonly unsafe struct Sha1Lanes16 : ISha1Lanes<Vector512<uint>>
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    public static int Count => Vector512<uint>.Count;

    private static Vector128<byte> SwapWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    }

    /// <summary>Transposes sixteen by sixteen words: four by four in each 128 bits, then the quarters.</summary>
    public static void Load(byte** messages, Vector512<uint>* words)
    {
        var quarters = words + 16;
        for (var i = 0; i < 16; i += 4)
        {
            var row0 = LoadBigEndian(messages[i]);
            var row1 = LoadBigEndian(messages[i + 1]);
            var row2 = LoadBigEndian(messages[i + 2]);
            var row3 = LoadBigEndian(messages[i + 3]);
            var low01 = Avx512F.UnpackLow(row0, row1).AsUInt64();
            var high01 = Avx512F.UnpackHigh(row0, row1).AsUInt64();
            var low23 = Avx512F.UnpackLow(row2, row3).AsUInt64();
            var high23 = Avx512F.UnpackHigh(row2, row3).AsUInt64();
            quarters[i] = Avx512F.UnpackLow(low01, low23).AsUInt32();
            quarters[i + 1] = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            quarters[i + 2] = Avx512F.UnpackLow(high01, high23).AsUInt32();
            quarters[i + 3] = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }
        for (var i = 0; i < 4; i++)
        {
            var even01 = Avx512F.Shuffle4x128(quarters[i], quarters[i + 4], 0b10_00_10_00);
            var odd01 = Avx512F.Shuffle4x128(quarters[i], quarters[i + 4], 0b11_01_11_01);
            var even23 = Avx512F.Shuffle4x128(quarters[i + 8], quarters[i + 12], 0b10_00_10_00);
            var odd23 = Avx512F.Shuffle4x128(quarters[i + 8], quarters[i + 12], 0b11_01_11_01);
            words[i] = Avx512F.Shuffle4x128(even01, even23, 0b10_00_10_00);
            words[i + 4] = Avx512F.Shuffle4x128(odd01, odd23, 0b10_00_10_00);
            words[i + 8] = Avx512F.Shuffle4x128(even01, even23, 0b11_01_11_01);
            words[i + 12] = Avx512F.Shuffle4x128(odd01, odd23, 0b11_01_11_01);
        }
    }

    public static Vector512<uint> Fill(uint word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, 0xCA);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Parity(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, 0xE8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy1(Vector512<uint> words) => Avx512F.RotateLeft(words, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy5(Vector512<uint> words) => Avx512F.RotateLeft(words, 5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateBy30(Vector512<uint> words) => Avx512F.RotateLeft(words, 30);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> LoadBigEndian(byte* block) =>
        Avx512BW.Shuffle(
            Vector512.Load(block),
            Vector512.Create(Vector256.Create(SwapWords, SwapWords), Vector256.Create(SwapWords, SwapWords))).AsUInt32();
}
