namespace Conference.Rtc.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 5116 §5.1) under one key: nonce of 12 octets, tag of 16.</summary>
internal abstract class Aes128Gcm : IDisposable
{
    public const int KeyLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>Source may be the start of destination; the tag follows wherever the caller wants it.</summary>
    public abstract void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> source, Span<byte> destination, Span<byte> tag);

    /// <summary>False when the tag is wrong; the data is then as it was, or garbage: never plaintext that was not authenticated.</summary>
    public abstract bool TryDecrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag);

    public abstract void Dispose();
}
