using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>
/// AES-128-GCM in one pass (NIST SP 800-38D §7): counter mode, and GHASH over the ciphertext while it is in registers or the first-level cache.
/// </summary>
internal unsafe interface IGcmKernel
{
    static abstract bool IsSupported { get; }

    static abstract KeyMemory Expand(ReadOnlySpan<byte> key);

    /// <summary>XORs the key stream into the data and returns the tag over associated data and ciphertext.</summary>
    /// <param name="key">What <see cref="Expand"/> wrote.</param>
    /// <param name="nonce">12 octets.</param>
    /// <param name="from">The data; nothing behind it is read.</param>
    /// <param name="to">May be the same; nothing behind it is written.</param>
    static abstract Vector128<byte> Transform<TDirection>(
        byte* key, byte* nonce, byte* associated, int associatedLength, byte* from, byte* to, int length)
        where TDirection : struct, IGcmDirection;
}
