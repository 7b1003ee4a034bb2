namespace Conference.Rtc.Srtp;

/// <summary>
/// AES-128 in counter mode under one key. The last four octets of the counter block count blocks, modulo 2^32; both uses keep below that
/// (RFC 3711 §4.1.1: 2^16 blocks a packet; GCM: 2^32 - 2).
/// </summary>
internal abstract class Aes128CounterCipher : IDisposable
{
    public const int KeyLength = 16;
    public const int BlockLength = 16;

    /// <summary>XORs the key stream that begins with the given counter block into source; destination may be source.</summary>
    public abstract void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> source, Span<byte> destination);

    public abstract void Dispose();
}
