using System.Runtime.InteropServices;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Dtls;

/// <summary>
/// An SSL_CTX: certificate, key, cipher suites and SRTP profiles, shared by all sessions of the process and by all Workers (OpenSSL 3
/// counts references atomically).
/// </summary>
internal sealed unsafe class DtlsContext : SafeHandle
{
    /// <summary>RFC 8827 §6.5 asks for ECDHE-ECDSA-AES128-GCM-SHA256; the others serve peers with RSA certificates or without AES hardware.</summary>
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384";

    /// <summary>In our order of preference (RFC 7714, then RFC 3711).</summary>
    private const string Profiles = $"{GcmProfile}:{CounterModeProfile}";

    private const string GcmProfile = "SRTP_AEAD_AES_128_GCM", CounterModeProfile = "SRTP_AES128_CM_SHA1_80";

    /// <param name="certificate">DER.</param>
    /// <param name="privateKey">DER, ECPrivateKey of RFC 5915.</param>
    /// <param name="only">The one SRTP profile to agree on; null for every one we know.</param>
    public DtlsContext(ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> privateKey, SrtpProfile? only = null)
        : base(0, ownsHandle: true)
    {
        SetHandle(LibSsl.SSL_CTX_new(LibSsl.DTLS_method()));
        if (IsInvalid)
            throw OpenSslException.FromErrorQueue("SSL_CTX_new");
        fixed (byte* der = certificate)
            Require(LibSsl.SSL_CTX_use_certificate_ASN1(handle, certificate.Length, der) == 1, "SSL_CTX_use_certificate_ASN1");
        fixed (byte* der = privateKey)
        {
            Require(
                LibSsl.SSL_CTX_use_PrivateKey_ASN1(LibSsl.KeyTypeEc, handle, der, privateKey.Length) == 1, "SSL_CTX_use_PrivateKey_ASN1");
        }
        Require(LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetMinVersion, LibSsl.Dtls12, null) == 1, "SSL_CTX_set_min_proto_version");
        Require(LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetMaxVersion, LibSsl.Dtls12, null) == 1, "SSL_CTX_set_max_proto_version");
        Require(LibSsl.SSL_CTX_set_cipher_list(handle, Ciphers) == 1, "SSL_CTX_set_cipher_list");
        var profiles = only switch
        {
            SrtpProfile.AeadAes128Gcm => GcmProfile,
            SrtpProfile.Aes128CmHmacSha1Tag80 => CounterModeProfile,
            _ => Profiles,
        };
        Require(LibSsl.SSL_CTX_set_tlsext_use_srtp(handle, profiles) == 0, "SSL_CTX_set_tlsext_use_srtp");
        LibSsl.SSL_CTX_set_verify(handle, LibSsl.VerifyPeer | LibSsl.VerifyFailIfNoPeerCertificate, &LibSsl.AcceptAnyChain);
        LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetSessionCacheMode, 0, null);
        LibSsl.SSL_CTX_set_options(
            handle,
            LibSsl.OptionNoQueryMtu | LibSsl.OptionNoTicket | LibSsl.OptionNoRenegotiation | LibSsl.OptionCipherServerPreference);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>A new SSL, which holds its own reference to the context.</summary>
    public nint NewSession()
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            return LibSsl.SSL_new(handle);
        }
        finally
        {
            if (held)
                DangerousRelease();
        }
    }

    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_CTX_free(handle);
        return true;
    }

    private static void Require(bool success, string function)
    {
        if (!success)
            throw OpenSslException.FromErrorQueue(function);
    }
}
