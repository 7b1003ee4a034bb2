using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>AES-128-GCM by the processor's own instructions.</summary>
internal sealed unsafe class AcceleratedGcm<TKernel>(ReadOnlySpan<byte> key) : Aes128Gcm
    where TKernel : struct, IGcmKernel
{
    /// <summary>Round keys and powers of the hash key (<see cref="GcmKey"/>).</summary>
    internal KeyMemory Key { get; } = TKernel.Expand(key);

    public override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> source, Span<byte> destination, Span<byte> tag)
    {
        fixed (byte* iv = nonce[..NonceLength], associated = associatedData, from = source, to = destination[..source.Length])
            TKernel.Transform<GcmEncryption>(Key.Octets, iv, associated, associatedData.Length, from, to, source.Length).CopyTo(tag);
        GC.KeepAlive(Key);
    }

    public override bool TryDecrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        fixed (byte* iv = nonce[..NonceLength], associated = associatedData, octets = data)
        {
            var computed = TKernel.Transform<GcmDecryption>(Key.Octets, iv, associated, associatedData.Length, octets, octets, data.Length);
            // One vector comparison: the time does not tell how far it matched.
            var isAuthentic = computed == Vector128.Create(tag);
            // Nobody has seen the plaintext. The key stream once more leaves a forged packet as it came.
            if (!isAuthentic)
                TKernel.Transform<GcmEncryption>(Key.Octets, iv, associated, associatedData.Length, octets, octets, data.Length);
            GC.KeepAlive(Key);
            return isAuthentic;
        }
    }

    public override void Dispose() => Key.Dispose();
}
