using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>AES-128-GCM by AES-NI and PCLMULQDQ (VPCLMULQDQ where there is AVX-512): two to four times as fast as through libcrypto.</summary>
internal sealed class AesNiGcm : Aes128Gcm
{
    private readonly Aes128KeySchedule _schedule;
    private readonly GhashKey _hashKey;

    public AesNiGcm(ReadOnlySpan<byte> key)
    {
        _schedule = new Aes128KeySchedule(key);
        _hashKey = new GhashKey(_schedule.EncryptBlock(Vector128<byte>.Zero));
    }

    public static bool IsSupported => Aes128KeySchedule.IsSupported && GhashKey.IsSupported;

    public override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> source, Span<byte> destination, Span<byte> tag)
    {
        var ciphertext = destination[..source.Length];
        _schedule.TransformCounter(CounterBlock(nonce, 2), source, ciphertext);
        ComputeTag(nonce, associatedData, ciphertext).CopyTo(tag);
    }

    public override bool TryDecrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        // Tag first: a forged packet is left as it came. One vector comparison, so the time does not tell how far it matched.
        if (ComputeTag(nonce, associatedData, data) != Vector128.Create(tag))
            return false;
        _schedule.TransformCounter(CounterBlock(nonce, 2), data, data);
        return true;
    }

    public override void Dispose()
    {
        _hashKey.Dispose();
        _schedule.Dispose();
    }

    /// <summary>The 96-bit nonce and a 32-bit counter: 1 masks the tag, the data begins at 2 (SP 800-38D §7.1).</summary>
    private static Vector128<byte> CounterBlock(ReadOnlySpan<byte> nonce, byte counter)
    {
        var words = MemoryMarshal.Cast<byte, uint>(nonce);
        return Vector128.Create(words[0], words[1], words[2], (uint)counter << 24).AsByte();
    }

    private Vector128<byte> ComputeTag(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext)
    {
        var hash = _hashKey.Update(Vector128<ulong>.Zero, associatedData);
        hash = _hashKey.Update(hash, ciphertext);
        return _hashKey.Finish(hash, associatedData.Length, ciphertext.Length) ^ _schedule.EncryptBlock(CounterBlock(nonce, 1));
    }
}
