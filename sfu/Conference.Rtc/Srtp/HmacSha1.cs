using System.Security.Cryptography;

namespace Conference.Rtc.Srtp;

/// <summary>
/// HMAC-SHA1 (RFC 2104) under one key, kept as the two states of SHA-1 behind the padded keys: a message then costs no block for them.
/// SHA-1 itself is libcrypto's, which has the SHA instructions that .NET does not offer; <see cref="HmacSha1Batch"/> takes many at once.
/// </summary>
internal sealed unsafe class HmacSha1 : IDisposable
{
    public const int HashLength = 20;
    public const int BlockLength = 64;
    public const int StateWords = 5;

    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5C;

    /// <param name="key">At most 64 octets.</param>
    public HmacSha1(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, BlockLength, nameof(key));
        Key = new KeyMemory(2 * StateWords * sizeof(uint));
        Absorb(key, InnerPad, Inner);
        Absorb(key, OuterPad, Outer);
    }

    /// <summary>The inner and the outer state.</summary>
    internal KeyMemory Key { get; }

    /// <summary>The state behind the key and ipad.</summary>
    internal uint* Inner => (uint*)Key.Octets;

    /// <summary>The state behind the key and opad.</summary>
    internal uint* Outer => Inner + StateWords;

    /// <param name="suffix">Authenticated behind the data, or empty.</param>
    /// <param name="hash">20 octets.</param>
    public void Compute(ReadOnlySpan<byte> data, ReadOnlySpan<byte> suffix, Span<byte> hash)
    {
        fixed (byte* first = data, second = suffix, output = hash[..HashLength])
            Compute(Inner, Outer, first, data.Length, second, suffix.Length, output);
        GC.KeepAlive(Key);
    }

    /// <summary>Same, for states wherever they lie.</summary>
    internal static void Compute(uint* inner, uint* outer, byte* data, int length, byte* suffix, int suffixLength, byte* hash)
    {
        var context = LibCrypto.Sha1Context.After(inner);
        var done = LibCrypto.SHA1_Update(&context, data, (nuint)length) == 1
            && LibCrypto.SHA1_Update(&context, suffix, (nuint)suffixLength) == 1
            && LibCrypto.SHA1_Final(hash, &context) == 1;
        context = LibCrypto.Sha1Context.After(outer);
        done = done
            && LibCrypto.SHA1_Update(&context, hash, HashLength) == 1
            && LibCrypto.SHA1_Final(hash, &context) == 1;
        CryptographicOperations.ZeroMemory(new Span<byte>(&context, sizeof(LibCrypto.Sha1Context)));
        if (!done)
            throw OpenSslException.FromErrorQueue("SHA1");
    }

    public void Dispose() => Key.Dispose();

    private static void Absorb(ReadOnlySpan<byte> key, byte pad, uint* state)
    {
        var block = stackalloc byte[BlockLength];
        new Span<byte>(block, BlockLength).Fill(pad);
        for (var i = 0; i < key.Length; i++)
            block[i] ^= key[i];
        LibCrypto.Sha1Context context;
        if (LibCrypto.SHA1_Init(&context) != 1)
            throw OpenSslException.FromErrorQueue("SHA1_Init");
        LibCrypto.SHA1_Transform(&context, block);
        for (var i = 0; i < StateWords; i++)
            state[i] = context.State[i];
        CryptographicOperations.ZeroMemory(new Span<byte>(block, BlockLength));
        CryptographicOperations.ZeroMemory(new Span<byte>(&context, sizeof(LibCrypto.Sha1Context)));
    }
}
