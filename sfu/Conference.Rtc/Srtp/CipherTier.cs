namespace Conference.Rtc.Srtp;

/// <summary>The implementations of AES-128-GCM and of counter mode, the preferred first.</summary>
public enum CipherTier
{
    /// <summary>AES-NI and VPCLMULQDQ on 512-bit vectors: Intel since Ice Lake, AMD since Zen 4.</summary>
    X86Vector512,

    /// <summary>AES-NI and PCLMULQDQ: any x86-64 since 2010.</summary>
    X86Vector128,

    /// <summary>The Armv8 Cryptographic Extension.</summary>
    Arm,

    /// <summary>OpenSSL's, on any machine.</summary>
    LibCrypto,
}
