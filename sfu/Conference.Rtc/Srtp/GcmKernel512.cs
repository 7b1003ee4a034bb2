using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;
using Hash = Conference.Rtc.Srtp.Ghash<Conference.Rtc.Srtp.X86AesInstructions>;

namespace Conference.Rtc.Srtp;

/// <summary>
/// GCM by AES-NI and VPCLMULQDQ on 512-bit vectors: eight AES blocks in flight, four blocks per product, and between the rounds of eight
/// blocks the products and the reduction of the eight before them, which are still in registers. The last octets are masked, not copied.
/// </summary>
internal readonly unsafe struct GcmKernel512 : IGcmKernel
{
    private const int BlockLength = Aes128CounterCipher.BlockLength;
    private const int Chunk = 64;
    private const int BlocksPerRun = 8;
    private const int Run = BlocksPerRun * BlockLength;

    public static bool IsSupported =>
        X86AesInstructions.IsSupported && Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    private static Vector512<byte> ReverseOctets
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
            15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    }

    public static KeyMemory Expand(ReadOnlySpan<byte> key) => GcmKey.Expand<X86AesInstructions>(key);

    [SkipLocalsInit]
    public static Vector128<byte> Transform<TDirection>(
        byte* key, byte* nonce, byte* associated, int associatedLength, byte* from, byte* to, int length)
        where TDirection : struct, IGcmDirection
    {
        // The 96-bit nonce and a 32-bit counter: 1 masks the tag, the data begins at 2 (SP 800-38D §7.1).
        var words = (uint*)nonce;
        var first = Vector128.Create(words[0], words[1], words[2], 1u << 24).AsByte();
        var mask = Aes128Blocks<X86AesInstructions>.Encrypt(key, first);
        var start = Hash.Reverse(first).AsByte();
        var counter = Join(start, start, start, start).AsUInt32() + Vector512.Create(1u, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0);
        var four = Vector512.Create(4u, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0);
        var lengths = Vector128.Create((ulong)length * 8, (ulong)associatedLength * 8);

        var low = Vector512<ulong>.Zero;
        var middle = Vector512<ulong>.Zero;
        var high = Vector512<ulong>.Zero;
        // The hash so far goes into the next block, the lowest of its four.
        var hash = Vector512<ulong>.Zero;
        for (; associatedLength > Chunk; associatedLength -= Chunk, associated += Chunk)
        {
            Accumulate(Reverse(Vector512.Load(associated)) ^ hash, GcmKey.Power(key, 4), ref low, ref middle, ref high);
            hash = Reduce(ref low, ref middle, ref high);
        }
        if (associatedLength > 0)
        {
            // Shares the reduction of what follows, so its powers begin behind those.
            var ahead = length >= Run ? 0 : Blocks(length) + 1;
            var block = Avx512BW.MaskLoad(associated, First(associatedLength), Vector512<byte>.Zero);
            Accumulate(Reverse(block) ^ hash, GcmKey.Power(key, ahead + Blocks(associatedLength)), ref low, ref middle, ref high);
            hash = Vector512<ulong>.Zero;
        }

        if (length >= Run)
        {
            // Of the run before, whose GHASH is taken with the next one's AES. Before the first there are zeroes, which change no hash.
            var chunk0 = Vector512<ulong>.Zero;
            var chunk1 = Vector512<ulong>.Zero;
            for (; length >= Run; length -= Run, from += Run, to += Run)
            {
                TransformRun<TDirection>(key, counter, from, to, ref chunk0, ref chunk1, ref low, ref middle, ref high);
                counter += four + four;
            }
            var behind = Blocks(length) + 1;
            Accumulate(chunk0, GcmKey.Power(key, behind + 8), ref low, ref middle, ref high);
            Accumulate(chunk1, GcmKey.Power(key, behind + 4), ref low, ref middle, ref high);
        }

        var next = GcmKey.Power(key, Blocks(length) + 1);
        for (; length > 0; length -= Chunk, from += Chunk, to += Chunk, next += Chunk)
        {
            var stream = KeyStream(key, counter);
            counter += four;
            var ciphertext = length >= Chunk
                ? TransformChunk<TDirection>(stream, from, to)
                : TransformLastChunk<TDirection>(stream, from, to, First(length));
            Accumulate(Reverse(ciphertext) ^ hash, next, ref low, ref middle, ref high);
            hash = Vector512<ulong>.Zero;
        }
        Accumulate(lengths.ToVector256().ToVector512() ^ hash, GcmKey.Power(key, 1), ref low, ref middle, ref high);
        return Reverse(Reduce(low, middle, high).AsByte()).GetLower().GetLower().AsByte() ^ mask;
    }

    private static int Blocks(int length) => (length + BlockLength - 1) / BlockLength;

    /// <summary>All ones in the first so many octets, fewer than 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> First(int count) => Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)count));

    /// <returns>The ciphertext, whichever side it is on.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> TransformChunk<TDirection>(Vector512<byte> stream, byte* from, byte* to)
        where TDirection : struct, IGcmDirection
    {
        var input = Vector512.Load(from);
        var output = input ^ stream;
        output.Store(to);
        return TDirection.Encrypts ? output : input;
    }

    /// <summary>Eight blocks; puts the GHASH of the chunks given into the first of those returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformRun<TDirection>(
        byte* key, Vector512<uint> counter, byte* from, byte* to, ref Vector512<ulong> chunk0, ref Vector512<ulong> chunk1,
        ref Vector512<ulong> low, ref Vector512<ulong> middle, ref Vector512<ulong> high)
        where TDirection : struct, IGcmDirection
    {
        var keys = (Vector128<byte>*)key;
        var blocks = Begin(key, counter);
        var block0 = blocks.GetLower().GetLower();
        var block1 = blocks.GetLower().GetUpper();
        var block2 = blocks.GetUpper().GetLower();
        var block3 = blocks.GetUpper().GetUpper();
        blocks = Begin(key, counter + Vector512.Create(4u, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0));
        var block4 = blocks.GetLower().GetLower();
        var block5 = blocks.GetLower().GetUpper();
        var block6 = blocks.GetUpper().GetLower();
        var block7 = blocks.GetUpper().GetUpper();
        Round(keys[1], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Accumulate(chunk1, GcmKey.Power(key, 4), ref low, ref middle, ref high);
        Round(keys[2], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Accumulate(chunk0, GcmKey.Power(key, 8), ref low, ref middle, ref high);
        Round(keys[3], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[4], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        var polynomial = Vector512.Create(Hash.Polynomial);
        middle ^= Pclmulqdq.V512.CarrylessMultiply(low, polynomial, 0x00) ^ SwapHalves(low);
        Round(keys[5], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[6], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        high ^= Pclmulqdq.V512.CarrylessMultiply(middle, polynomial, 0x00) ^ SwapHalves(middle);
        Round(keys[7], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[8], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        var hash = Sum(high);
        low = middle = high = Vector512<ulong>.Zero;
        Round(keys[9], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        var stream0 = LastRound(keys[10], block0, block1, block2, block3);
        var stream1 = LastRound(keys[10], block4, block5, block6, block7);
        chunk0 = Reverse(TransformChunk<TDirection>(stream0, from, to)) ^ hash;
        chunk1 = Reverse(TransformChunk<TDirection>(stream1, from + Chunk, to + Chunk));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> TransformLastChunk<TDirection>(Vector512<byte> stream, byte* from, byte* to, Vector512<byte> mask)
        where TDirection : struct, IGcmDirection
    {
        var input = Avx512BW.MaskLoad(from, mask, Vector512<byte>.Zero);
        var output = (input ^ stream) & mask;
        Avx512BW.MaskStore(to, mask, output);
        return TDirection.Encrypts ? output : input;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reverse(Vector512<byte> blocks) => Avx512BW.Shuffle(blocks, ReverseOctets).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        Vector512<ulong> blocks, byte* powers, ref Vector512<ulong> low, ref Vector512<ulong> middle, ref Vector512<ulong> high)
    {
        var power = Vector512.Load((ulong*)powers);
        low ^= Pclmulqdq.V512.CarrylessMultiply(blocks, power, 0x00);
        high ^= Pclmulqdq.V512.CarrylessMultiply(blocks, power, 0x11);
        middle ^= Pclmulqdq.V512.CarrylessMultiply(blocks, power, 0x01) ^ Pclmulqdq.V512.CarrylessMultiply(blocks, power, 0x10);
    }

    /// <summary>Empties the sums; the hash lies in the lowest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reduce(ref Vector512<ulong> low, ref Vector512<ulong> middle, ref Vector512<ulong> high)
    {
        var hash = Reduce(low, middle, high);
        low = middle = high = Vector512<ulong>.Zero;
        return hash;
    }

    /// <summary>As <see cref="Ghash{T}.Reduce"/>, in each lane; then their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reduce(Vector512<ulong> low, Vector512<ulong> middle, Vector512<ulong> high)
    {
        var polynomial = Vector512.Create(Hash.Polynomial);
        middle ^= Pclmulqdq.V512.CarrylessMultiply(low, polynomial, 0x00) ^ SwapHalves(low);
        high ^= Pclmulqdq.V512.CarrylessMultiply(middle, polynomial, 0x00) ^ SwapHalves(middle);
        return Sum(high);
    }

    /// <summary>Of the four lanes, in the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Sum(Vector512<ulong> lanes)
    {
        var two = lanes.GetLower() ^ lanes.GetUpper();
        return (two.GetLower() ^ two.GetUpper()).ToVector256().ToVector512();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> SwapHalves(Vector512<ulong> lanes) => Avx512F.Shuffle(lanes.AsUInt32(), 0b01_00_11_10).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> LastRound(
        Vector128<byte> key, Vector128<byte> block0, Vector128<byte> block1, Vector128<byte> block2, Vector128<byte> block3) =>
        Join(X86Aes.EncryptLast(block0, key), X86Aes.EncryptLast(block1, key), X86Aes.EncryptLast(block2, key), X86Aes.EncryptLast(block3, key));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Join(Vector128<byte> block0, Vector128<byte> block1, Vector128<byte> block2, Vector128<byte> block3) =>
        block0.ToVector256Unsafe().WithUpper(block1).ToVector512Unsafe().WithUpper(block2.ToVector256Unsafe().WithUpper(block3));

    /// <summary>Counter blocks with the first round key added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Begin(byte* key, Vector512<uint> counter) =>
        Avx512BW.Shuffle(counter.AsByte(), ReverseOctets) ^ Avx512F.BroadcastVector128ToVector512((uint*)key).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector128<byte> key,
        ref Vector128<byte> block0, ref Vector128<byte> block1, ref Vector128<byte> block2, ref Vector128<byte> block3,
        ref Vector128<byte> block4, ref Vector128<byte> block5, ref Vector128<byte> block6, ref Vector128<byte> block7)
    {
        block0 = X86Aes.Encrypt(block0, key);
        block1 = X86Aes.Encrypt(block1, key);
        block2 = X86Aes.Encrypt(block2, key);
        block3 = X86Aes.Encrypt(block3, key);
        block4 = X86Aes.Encrypt(block4, key);
        block5 = X86Aes.Encrypt(block5, key);
        block6 = X86Aes.Encrypt(block6, key);
        block7 = X86Aes.Encrypt(block7, key);
    }

    /// <summary>AES of four counter blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> KeyStream(byte* key, Vector512<uint> counter)
    {
        var keys = (Vector128<byte>*)key;
        var blocks = Begin(key, counter);
        var block0 = blocks.GetLower().GetLower();
        var block1 = blocks.GetLower().GetUpper();
        var block2 = blocks.GetUpper().GetLower();
        var block3 = blocks.GetUpper().GetUpper();
        Round(keys[1], ref block0, ref block1, ref block2, ref block3);
        Round(keys[2], ref block0, ref block1, ref block2, ref block3);
        Round(keys[3], ref block0, ref block1, ref block2, ref block3);
        Round(keys[4], ref block0, ref block1, ref block2, ref block3);
        Round(keys[5], ref block0, ref block1, ref block2, ref block3);
        Round(keys[6], ref block0, ref block1, ref block2, ref block3);
        Round(keys[7], ref block0, ref block1, ref block2, ref block3);
        Round(keys[8], ref block0, ref block1, ref block2, ref block3);
        Round(keys[9], ref block0, ref block1, ref block2, ref block3);
        return LastRound(keys[10], block0, block1, block2, block3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector128<byte> key, ref Vector128<byte> block0, ref Vector128<byte> block1, ref Vector128<byte> block2, ref Vector128<byte> block3)
    {
        block0 = X86Aes.Encrypt(block0, key);
        block1 = X86Aes.Encrypt(block1, key);
        block2 = X86Aes.Encrypt(block2, key);
        block3 = X86Aes.Encrypt(block3, key);
    }
}
