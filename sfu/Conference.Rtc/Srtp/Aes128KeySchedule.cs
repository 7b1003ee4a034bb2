using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Conference.Rtc.Srtp;

/// <summary>
/// The eleven round keys of AES-128 (FIPS 197 §5.2) by AES-NI, in native memory that is zeroed when freed: the garbage collector never
/// copies them. Encrypts single blocks and counter mode, eight blocks at a time so that the AES units' latency is hidden.
/// </summary>
internal sealed unsafe class Aes128KeySchedule : SafeHandle
{
    private const int Rounds = 10;
    private const int Length = (Rounds + 1) * Aes128CounterCipher.BlockLength;
    private const int BlocksAtOnce = 8;
    private const int Stride = BlocksAtOnce * Aes128CounterCipher.BlockLength;

    public Aes128KeySchedule(ReadOnlySpan<byte> key)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AlignedAlloc(Length, 64));
        Expand(Vector128.Create(key), (Vector128<byte>*)handle);
    }

    public static bool IsSupported => X86Aes.IsSupported && Ssse3.IsSupported;

    public override bool IsInvalid => handle == 0;

    /// <summary>Shuffle pattern that turns big-endian blocks to little-endian and back.</summary>
    public static Vector128<byte> ReverseOctets => Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    private Vector128<byte>* RoundKeys => (Vector128<byte>*)handle;

    public Vector128<byte> EncryptBlock(Vector128<byte> block)
    {
        var keys = RoundKeys;
        block ^= keys[0];
        for (var round = 1; round < Rounds; round++)
            block = X86Aes.Encrypt(block, keys[round]);
        return X86Aes.EncryptLast(block, keys[Rounds]);
    }

    /// <summary>XORs the key stream into source. The counter is the last, big-endian, 32-bit word of the block.</summary>
    public void TransformCounter(Vector128<byte> counterBlock, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var counter = Ssse3.Shuffle(counterBlock, ReverseOctets).AsUInt32();
        var length = source.Length;
        fixed (byte* from = source)
        fixed (byte* to = destination[..length])
        {
            var offset = 0;
            for (; offset <= length - Stride; offset += Stride)
            {
                TransformEight(counter, from + offset, to + offset);
                counter += Vector128.Create((uint)BlocksAtOnce, 0, 0, 0);
            }
            var rest = length - offset;
            if (rest == 0)
                return;
            var tail = stackalloc byte[Stride];
            Buffer.MemoryCopy(from + offset, tail, Stride, rest);
            TransformEight(counter, tail, tail);
            Buffer.MemoryCopy(tail, to + offset, rest, rest);
        }
    }

    protected override bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, Length));
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private void TransformEight(Vector128<uint> counter, byte* from, byte* to)
    {
        var keys = RoundKeys;
        var reverse = ReverseOctets;
        var one = Vector128.Create(1u, 0, 0, 0);
        var key = keys[0];
        var block0 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ key;
        var block1 = Ssse3.Shuffle((counter += one).AsByte(), reverse) ^ key;
        var block2 = Ssse3.Shuffle((counter += one).AsByte(), reverse) ^ key;
        var block3 = Ssse3.Shuffle((counter += one).AsByte(), reverse) ^ key;
        var block4 = Ssse3.Shuffle((counter += one).AsByte(), reverse) ^ key;
        var block5 = Ssse3.Shuffle((counter += one).AsByte(), reverse) ^ key;
        var block6 = Ssse3.Shuffle((counter += one).AsByte(), reverse) ^ key;
        var block7 = Ssse3.Shuffle((counter + one).AsByte(), reverse) ^ key;
        for (var round = 1; round < Rounds; round++)
        {
            key = keys[round];
            block0 = X86Aes.Encrypt(block0, key);
            block1 = X86Aes.Encrypt(block1, key);
            block2 = X86Aes.Encrypt(block2, key);
            block3 = X86Aes.Encrypt(block3, key);
            block4 = X86Aes.Encrypt(block4, key);
            block5 = X86Aes.Encrypt(block5, key);
            block6 = X86Aes.Encrypt(block6, key);
            block7 = X86Aes.Encrypt(block7, key);
        }
        key = keys[Rounds];
        (X86Aes.EncryptLast(block0, key) ^ Vector128.Load(from)).Store(to);
        (X86Aes.EncryptLast(block1, key) ^ Vector128.Load(from + 16)).Store(to + 16);
        (X86Aes.EncryptLast(block2, key) ^ Vector128.Load(from + 32)).Store(to + 32);
        (X86Aes.EncryptLast(block3, key) ^ Vector128.Load(from + 48)).Store(to + 48);
        (X86Aes.EncryptLast(block4, key) ^ Vector128.Load(from + 64)).Store(to + 64);
        (X86Aes.EncryptLast(block5, key) ^ Vector128.Load(from + 80)).Store(to + 80);
        (X86Aes.EncryptLast(block6, key) ^ Vector128.Load(from + 96)).Store(to + 96);
        (X86Aes.EncryptLast(block7, key) ^ Vector128.Load(from + 112)).Store(to + 112);
    }

    private static void Expand(Vector128<byte> key, Vector128<byte>* keys)
    {
        keys[0] = key;
        keys[1] = key = Next(key, X86Aes.KeygenAssist(key, 0x01));
        keys[2] = key = Next(key, X86Aes.KeygenAssist(key, 0x02));
        keys[3] = key = Next(key, X86Aes.KeygenAssist(key, 0x04));
        keys[4] = key = Next(key, X86Aes.KeygenAssist(key, 0x08));
        keys[5] = key = Next(key, X86Aes.KeygenAssist(key, 0x10));
        keys[6] = key = Next(key, X86Aes.KeygenAssist(key, 0x20));
        keys[7] = key = Next(key, X86Aes.KeygenAssist(key, 0x40));
        keys[8] = key = Next(key, X86Aes.KeygenAssist(key, 0x80));
        keys[9] = key = Next(key, X86Aes.KeygenAssist(key, 0x1B));
        keys[10] = Next(key, X86Aes.KeygenAssist(key, 0x36));
    }

    /// <summary>Each word of a round key is the XOR of the words up to it in the one before, and of the transformed last word.</summary>
    private static Vector128<byte> Next(Vector128<byte> key, Vector128<byte> assist)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ Sse2.Shuffle(assist.AsInt32(), 0xFF).AsByte();
    }
}
