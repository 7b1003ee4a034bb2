namespace Conference.Rtc.Srtp;

/// <summary>
/// Picks the AES implementation once per process: the first tier whose instructions the processor has and that agrees with libcrypto on
/// lengths around every seam of its loops. A mistake in a tier can thus cost speed alone.
/// </summary>
internal static class CipherSelection
{
    /// <summary>The longest data of the self-test: several runs, and every tail.</summary>
    private const int SelfTestLength = 600;

    /// <summary>What is in use.</summary>
    public static CipherTier Tier { get; } = Enum.GetValues<CipherTier>().First(tier => IsSupported(tier) && AgreesWithLibCrypto(tier));

    public static bool IsSupported(CipherTier tier) => tier switch
    {
        CipherTier.X86Vector512 => GcmKernel512.IsSupported,
        CipherTier.X86Vector128 => X86AesInstructions.IsSupported,
        CipherTier.Arm => ArmAesInstructions.IsSupported,
        _ => true,
    };

    public static Aes128Gcm CreateGcm(ReadOnlySpan<byte> key) => CreateGcm(Tier, key);

    public static Aes128CounterCipher CreateCounterCipher(ReadOnlySpan<byte> key) => CreateCounterCipher(Tier, key);

    public static Aes128Gcm CreateGcm(CipherTier tier, ReadOnlySpan<byte> key) => tier switch
    {
        CipherTier.X86Vector512 => new AcceleratedGcm<GcmKernel512>(key),
        CipherTier.X86Vector128 => new AcceleratedGcm<GcmKernel128<X86AesInstructions>>(key),
        CipherTier.Arm => new AcceleratedGcm<GcmKernel128<ArmAesInstructions>>(key),
        _ => new LibCryptoGcm(key),
    };

    public static Aes128CounterCipher CreateCounterCipher(CipherTier tier, ReadOnlySpan<byte> key) => tier switch
    {
        CipherTier.X86Vector512 or CipherTier.X86Vector128 => new AcceleratedCounterCipher<X86AesInstructions>(key),
        CipherTier.Arm => new AcceleratedCounterCipher<ArmAesInstructions>(key),
        _ => new LibCryptoCounterCipher(key),
    };

    /// <summary>Compares both ciphers of a tier with libcrypto's.</summary>
    public static bool AgreesWithLibCrypto(CipherTier tier)
    {
        var key = new byte[Aes128Gcm.KeyLength];
        var nonce = new byte[Aes128Gcm.NonceLength];
        var data = new byte[SelfTestLength];
        for (var i = 0; i < key.Length; i++)
            key[i] = (byte)(i * 29 + 3);
        for (var i = 0; i < data.Length; i++)
            data[i] = (byte)(i * 7 + 1);
        using var ours = CreateGcm(tier, key);
        using var theirs = CreateGcm(CipherTier.LibCrypto, key);
        using var ourCounter = CreateCounterCipher(tier, key);
        using var theirCounter = CreateCounterCipher(CipherTier.LibCrypto, key);
        for (var length = 0; length <= data.Length; length++)
        {
            nonce[0] = (byte)length;
            if (!GcmAgrees(ours, theirs, nonce, data.AsSpan(0, length)) || !CounterAgrees(ourCounter, theirCounter, data.AsSpan(0, length)))
                return false;
        }
        return true;
    }

    private static bool GcmAgrees(Aes128Gcm ours, Aes128Gcm theirs, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> data)
    {
        var associated = data[..Math.Min(data.Length, 12 + data.Length % 140)];
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
