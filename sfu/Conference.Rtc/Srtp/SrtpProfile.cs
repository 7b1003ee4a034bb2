namespace Conference.Rtc.Srtp;

/// <summary>DTLS-SRTP protection profiles by their IANA numbers (RFC 5764 §4.1.2, RFC 7714 §14.2).</summary>
public enum SrtpProfile
{
    /// <summary>SRTP_AES128_CM_HMAC_SHA1_80.</summary>
    Aes128CmHmacSha1Tag80 = 0x0001,
    /// <summary>SRTP_AEAD_AES_128_GCM.</summary>
    AeadAes128Gcm = 0x0007,
}
