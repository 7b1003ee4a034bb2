using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>GCM on 128-bit vectors, for every family of processors: eight AES blocks in flight, eight blocks per reduction.</summary>
internal readonly unsafe struct GcmKernel128<TInstructions> : IGcmKernel
    where TInstructions : struct, IAesInstructions
{
    private const int BlockLength = Aes128CounterCipher.BlockLength;
    private const int BlocksPerRun = Aes128Blocks<TInstructions>.BlocksAtOnce;
    private const int Run = Aes128Blocks<TInstructions>.Stride;

    public static bool IsSupported => TInstructions.IsSupported;

    public static KeyMemory Expand(ReadOnlySpan<byte> key) => GcmKey.Expand<TInstructions>(key);

    [SkipLocalsInit]
    public static Vector128<byte> Transform<TDirection>(
        byte* key, byte* nonce, byte* associated, int associatedLength, byte* from, byte* to, int length)
        where TDirection : struct, IGcmDirection
    {
        // The 96-bit nonce and a 32-bit counter: 1 masks the tag, the data begins at 2 (SP 800-38D §7.1).
        var words = (uint*)nonce;
        var first = Vector128.Create(words[0], words[1], words[2], 1u << 24).AsByte();
        var mask = Aes128Blocks<TInstructions>.Encrypt(key, first);
        var counter = Ghash<TInstructions>.Reverse(first).AsUInt32() + Vector128.Create(1u, 0, 0, 0);
        var lengths = Vector128.Create((ulong)length * 8, (ulong)associatedLength * 8);
        var last = stackalloc byte[Run + BlockLength];

        var hash = Vector128<ulong>.Zero;
        for (var taken = 0; taken < associatedLength; taken += Run)
        {
            var blocks = Pad(associated + taken, Math.Min(associatedLength - taken, Run), last);
            hash = Fold(key, hash, last, blocks);
        }

        // GHASH over what was encrypted a run ago, so that neither waits for the other.
        byte* ready = null;
        for (; length >= Run; length -= Run, from += Run, to += Run)
        {
            if (!TDirection.Encrypts)
                ready = from;
            if (ready != null)
                hash = FoldRun(key, hash, ready);
            Aes128Blocks<TInstructions>.TransformEight(key, counter, from, to);
            counter += Vector128.Create((uint)BlocksPerRun, 0, 0, 0);
            if (TDirection.Encrypts)
                ready = to;
        }
        if (TDirection.Encrypts && ready != null)
            hash = FoldRun(key, hash, ready);

        // The rest and the lengths share the last reduction.
        var count = Pad(from, length, last);
        var end = last + count * BlockLength;
        Ghash<TInstructions>.Reverse(lengths.AsByte()).AsByte().Store(end);
        if (!TDirection.Encrypts)
            hash = Fold(key, hash, last, count + 1);
        if (length > 0)
        {
            Aes128Blocks<TInstructions>.TransformEight(key, counter, last, last);
            Buffer.MemoryCopy(last, to, length, length);
        }
        if (TDirection.Encrypts)
        {
            new Span<byte>(last + length, (int)(end - last) - length).Clear(); // key stream, not ciphertext
            Ghash<TInstructions>.Reverse(lengths.AsByte()).AsByte().Store(end);
            hash = Fold(key, hash, last, count + 1);
        }
        return Ghash<TInstructions>.Reverse(hash.AsByte()).AsByte() ^ mask;
    }

    /// <summary>Copies up to a run, and zeroes to fill it.</summary>
    /// <returns>The number of whole blocks that hold the data.</returns>
    private static int Pad(byte* octets, int length, byte* blocks)
    {
        new Span<byte>(blocks, Run).Clear();
        Buffer.MemoryCopy(octets, blocks, Run, length);
        return (length + BlockLength - 1) / BlockLength;
    }

    /// <summary>The hash with so many blocks more, nine at most.</summary>
    private static Vector128<ulong> Fold(byte* key, Vector128<ulong> hash, byte* blocks, int count)
    {
        var low = Vector128<ulong>.Zero;
        var middle = Vector128<ulong>.Zero;
        var high = Vector128<ulong>.Zero;
        for (var exponent = count; exponent > 0; exponent--, blocks += BlockLength)
        {
            Accumulate(hash, blocks, GcmKey.Power(key, exponent), ref low, ref middle, ref high);
            hash = Vector128<ulong>.Zero;
        }
        return Ghash<TInstructions>.Reduce(low, middle, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> FoldRun(byte* key, Vector128<ulong> hash, byte* blocks)
    {
        var power = GcmKey.Power(key, BlocksPerRun);
        var low = Vector128<ulong>.Zero;
        var middle = Vector128<ulong>.Zero;
        var high = Vector128<ulong>.Zero;
        var none = Vector128<ulong>.Zero;
        Accumulate(hash, blocks, power, ref low, ref middle, ref high);
        Accumulate(none, blocks + 16, power + 16, ref low, ref middle, ref high);
        Accumulate(none, blocks + 32, power + 32, ref low, ref middle, ref high);
        Accumulate(none, blocks + 48, power + 48, ref low, ref middle, ref high);
        Accumulate(none, blocks + 64, power + 64, ref low, ref middle, ref high);
        Accumulate(none, blocks + 80, power + 80, ref low, ref middle, ref high);
        Accumulate(none, blocks + 96, power + 96, ref low, ref middle, ref high);
        Accumulate(none, blocks + 112, power + 112, ref low, ref middle, ref high);
        return Ghash<TInstructions>.Reduce(low, middle, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        Vector128<ulong> hash, byte* block, byte* power, ref Vector128<ulong> low, ref Vector128<ulong> middle, ref Vector128<ulong> high) =>
        Ghash<TInstructions>.Accumulate(
            Ghash<TInstructions>.Reverse(Vector128.Load(block)) ^ hash, Vector128.Load((ulong*)power), ref low, ref middle, ref high);
}
