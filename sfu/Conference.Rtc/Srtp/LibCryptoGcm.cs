namespace Conference.Rtc.Srtp;

/// <summary>AES-128-GCM through libcrypto: works on any machine, and is what every other tier is tested against at start.</summary>
internal sealed class LibCryptoGcm(ReadOnlySpan<byte> key) : Aes128Gcm
{
    private readonly CipherContext _encrypt = new(LibCrypto.EVP_aes_128_gcm(), key, encrypt: true);
    private readonly CipherContext _decrypt = new(LibCrypto.EVP_aes_128_gcm(), key, encrypt: false);

    public override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> source, Span<byte> destination, Span<byte> tag)
    {
        _encrypt.Begin(nonce);
        _encrypt.AddAssociatedData(associatedData);
        _encrypt.Transform(source, destination);
        _encrypt.FinishWithTag(tag[..TagLength]);
    }

    public override bool TryDecrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        _decrypt.Begin(nonce);
        _decrypt.AddAssociatedData(associatedData);
        _decrypt.Transform(data, data);
        if (_decrypt.TryFinish(tag[..TagLength]))
            return true;
        data.Clear();
        return false;
    }

    public override void Dispose()
    {
        _encrypt.Dispose();
        _decrypt.Dispose();
    }
}
