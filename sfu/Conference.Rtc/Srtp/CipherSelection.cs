namespace Conference.Rtc.Srtp;

/// <summary>
/// Picks the AES implementation once per process: our own where the processor has the instructions and it agrees with libcrypto on
/// lengths around every seam of its loops, libcrypto's else.
/// </summary>
internal static class CipherSelection
{
    /// <summary>True when our own AES is in use.</summary>
    public static bool UsesAesNi { get; } = AesNiGcm.IsSupported && AgreesWithLibCrypto();

    public static Aes128Gcm CreateGcm(ReadOnlySpan<byte> key) => UsesAesNi ? new AesNiGcm(key) : new LibCryptoGcm(key);

    public static Aes128CounterCipher CreateCounterCipher(ReadOnlySpan<byte> key) =>
        UsesAesNi ? new AesNiCounterCipher(key) : new LibCryptoCounterCipher(key);

    private static bool AgreesWithLibCrypto()
    {
        const int MaxLength = 600;
        var key = new byte[Aes128Gcm.KeyLength];
        var nonce = new byte[Aes128Gcm.NonceLength];
        var data = new byte[MaxLength];
        for (var i = 0; i < key.Length; i++)
            key[i] = (byte)(i * 29 + 3);
        for (var i = 0; i < data.Length; i++)
            data[i] = (byte)(i * 7 + 1);
        using var ours = new AesNiGcm(key);
        using var theirs = new LibCryptoGcm(key);
        using var ourCounter = new AesNiCounterCipher(key);
        using var theirCounter = new LibCryptoCounterCipher(key);
        for (var length = 0; length <= MaxLength; length++)
        {
            nonce[0] = (byte)length;
            if (!GcmAgrees(ours, theirs, nonce, data.AsSpan(0, length)) || !CounterAgrees(ourCounter, theirCounter, data.AsSpan(0, length)))
                return false;
        }
        return true;
    }

    private static bool GcmAgrees(Aes128Gcm ours, Aes128Gcm theirs, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> data)
    {
        var associated = data[..Math.Min(data.Length, 12 + data.Length % 24)];
        var first = new byte[data.Length + Aes128Gcm.TagLength];
        var second = new byte[first.Length];
        ours.Encrypt(nonce, associated, data, first, first.AsSpan(data.Length));
        theirs.Encrypt(nonce, associated, data, second, second.AsSpan(data.Length));
        return first.AsSpan().SequenceEqual(second)
            && ours.TryDecrypt(nonce, associated, first.AsSpan(0, data.Length), first.AsSpan(data.Length))
            && first.AsSpan(0, data.Length).SequenceEqual(data);
    }

    private static bool CounterAgrees(Aes128CounterCipher ours, Aes128CounterCipher theirs, ReadOnlySpan<byte> data)
    {
        Span<byte> block = stackalloc byte[Aes128CounterCipher.BlockLength];
        block.Fill((byte)data.Length);
        block[^4..].Clear(); // only the 32-bit counter runs on: libcrypto would carry into the rest of the block
        var first = new byte[data.Length];
        var second = new byte[data.Length];
        ours.Transform(block, data, first);
        theirs.Transform(block, data, second);
        return first.AsSpan().SequenceEqual(second);
    }
}
