namespace Conference.Rtc.Srtp;

/// <summary>AES-128 counter mode through libcrypto, for machines without AES-NI.</summary>
internal sealed class LibCryptoCounterCipher(ReadOnlySpan<byte> key) : Aes128CounterCipher
{
    private readonly CipherContext _context = new(LibCrypto.EVP_aes_128_ctr(), key, encrypt: true);

    public override void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        _context.Begin(counterBlock);
        _context.Transform(source, destination);
    }

    public override void Dispose() => _context.Dispose();
}
