using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>The AES-128 block cipher (FIPS 197) on the eleven round keys that lie at an address.</summary>
internal static unsafe class Aes128Blocks<TInstructions>
    where TInstructions : struct, IAesInstructions
{
    /// <summary>Octets of the eleven round keys.</summary>
    public const int ScheduleLength = (Rounds + 1) * Aes128CounterCipher.BlockLength;

    /// <summary>Blocks that <see cref="TransformEight"/> takes: enough to hide the latency of a round behind the other seven.</summary>
    public const int BlocksAtOnce = 8;

    /// <summary>Octets that <see cref="TransformEight"/> takes.</summary>
    public const int Stride = BlocksAtOnce * Aes128CounterCipher.BlockLength;

    private const int Rounds = 10;
    private const int WordsPerKey = 4;

    /// <summary>Shuffle pattern that turns big-endian blocks to little-endian and back.</summary>
    public static Vector128<byte> ReverseOctets
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    }

    /// <summary>Round constants of FIPS 197 §5.2: powers of x in AES's field.</summary>
    private static ReadOnlySpan<byte> RoundConstants => [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1B, 0x36];

    /// <param name="key">16 octets.</param>
    /// <param name="schedule"><see cref="ScheduleLength"/> octets.</param>
    public static void Expand(ReadOnlySpan<byte> key, byte* schedule)
    {
        var words = (uint*)schedule;
        key[..Aes128CounterCipher.KeyLength].CopyTo(new Span<byte>(schedule, Aes128CounterCipher.KeyLength));
        for (var i = WordsPerKey; i < (Rounds + 1) * WordsPerKey; i++)
        {
            var word = words[i - 1];
            // RotWord: the first octet of a word is its lowest here.
            if (i % WordsPerKey == 0)
                word = TInstructions.SubstituteWord(BitOperations.RotateRight(word, 8)) ^ RoundConstants[i / WordsPerKey - 1];
            words[i] = words[i - WordsPerKey] ^ word;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Encrypt(byte* schedule, Vector128<byte> block)
    {
        var keys = (Vector128<byte>*)schedule;
        block = TInstructions.Begin(block, keys[0]);
        block = TInstructions.Round(block, keys[0], keys[1]);
        block = TInstructions.Round(block, keys[1], keys[2]);
        block = TInstructions.Round(block, keys[2], keys[3]);
        block = TInstructions.Round(block, keys[3], keys[4]);
        block = TInstructions.Round(block, keys[4], keys[5]);
        block = TInstructions.Round(block, keys[5], keys[6]);
        block = TInstructions.Round(block, keys[6], keys[7]);
        block = TInstructions.Round(block, keys[7], keys[8]);
        block = TInstructions.Round(block, keys[8], keys[9]);
        return TInstructions.LastRound(block, keys[Rounds - 1], keys[Rounds]);
    }

    /// <summary>XORs the key stream of eight counter blocks into source; destination may be source.</summary>
    /// <param name="counter">The first counter block, octets reversed: its lowest word counts.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformEight(byte* schedule, Vector128<uint> counter, byte* from, byte* to)
    {
        var keys = (Vector128<byte>*)schedule;
        var key = keys[0];
        var block0 = TInstructions.Begin(Block(counter, 0), key);
        var block1 = TInstructions.Begin(Block(counter, 1), key);
        var block2 = TInstructions.Begin(Block(counter, 2), key);
        var block3 = TInstructions.Begin(Block(counter, 3), key);
        var block4 = TInstructions.Begin(Block(counter, 4), key);
        var block5 = TInstructions.Begin(Block(counter, 5), key);
        var block6 = TInstructions.Begin(Block(counter, 6), key);
        var block7 = TInstructions.Begin(Block(counter, 7), key);
        Round(keys[0], keys[1], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[1], keys[2], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[2], keys[3], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[3], keys[4], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[4], keys[5], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[5], keys[6], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[6], keys[7], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[7], keys[8], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        Round(keys[8], keys[9], ref block0, ref block1, ref block2, ref block3, ref block4, ref block5, ref block6, ref block7);
        var previous = keys[Rounds - 1];
        key = keys[Rounds];
        (TInstructions.LastRound(block0, previous, key) ^ Vector128.Load(from)).Store(to);
        (TInstructions.LastRound(block1, previous, key) ^ Vector128.Load(from + 16)).Store(to + 16);
        (TInstructions.LastRound(block2, previous, key) ^ Vector128.Load(from + 32)).Store(to + 32);
        (TInstructions.LastRound(block3, previous, key) ^ Vector128.Load(from + 48)).Store(to + 48);
        (TInstructions.LastRound(block4, previous, key) ^ Vector128.Load(from + 64)).Store(to + 64);
        (TInstructions.LastRound(block5, previous, key) ^ Vector128.Load(from + 80)).Store(to + 80);
        (TInstructions.LastRound(block6, previous, key) ^ Vector128.Load(from + 96)).Store(to + 96);
        (TInstructions.LastRound(block7, previous, key) ^ Vector128.Load(from + 112)).Store(to + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector128<byte> previous, Vector128<byte> key,
        ref Vector128<byte> block0, ref Vector128<byte> block1, ref Vector128<byte> block2, ref Vector128<byte> block3,
        ref Vector128<byte> block4, ref Vector128<byte> block5, ref Vector128<byte> block6, ref Vector128<byte> block7)
    {
        block0 = TInstructions.Round(block0, previous, key);
        block1 = TInstructions.Round(block1, previous, key);
        block2 = TInstructions.Round(block2, previous, key);
        block3 = TInstructions.Round(block3, previous, key);
        block4 = TInstructions.Round(block4, previous, key);
        block5 = TInstructions.Round(block5, previous, key);
        block6 = TInstructions.Round(block6, previous, key);
        block7 = TInstructions.Round(block7, previous, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Block(Vector128<uint> counter, uint number) =>
        Vector128.Shuffle((counter + Vector128.Create(number, 0, 0, 0)).AsByte(), ReverseOctets);
}
