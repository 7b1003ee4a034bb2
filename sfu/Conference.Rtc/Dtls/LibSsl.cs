using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Conference.Rtc.Dtls;

/// <summary>
/// The functions of OpenSSL 3's libssl that DTLS-SRTP needs. Macros of openssl/ssl.h and openssl/bio.h are spelled out here as the
/// control numbers behind them; those are part of the stable ABI of libssl.so.3.
/// </summary>
internal static unsafe partial class LibSsl
{
    private const string Library = "libssl.so.3";

    public const int ErrorNone = 0;
    public const int ErrorSsl = 1;
    public const int ErrorWantRead = 2;
    public const int ErrorSyscall = 5;
    public const int ErrorZeroReturn = 6;

    /// <summary>SSL_OP_CIPHER_SERVER_PREFERENCE.</summary>
    public const ulong OptionCipherServerPreference = 1UL << 22;

    /// <summary>SSL_OP_NO_QUERY_MTU: a memory BIO knows no MTU, we tell it.</summary>
    public const ulong OptionNoQueryMtu = 1UL << 12;

    /// <summary>SSL_OP_NO_TICKET.</summary>
    public const ulong OptionNoTicket = 1UL << 14;

    /// <summary>SSL_OP_NO_RENEGOTIATION.</summary>
    public const ulong OptionNoRenegotiation = 1UL << 30;

    public const int VerifyPeer = 1;
    public const int VerifyFailIfNoPeerCertificate = 2;

    public const int Dtls12 = 0xFEFD;

    /// <summary>EVP_PKEY_EC, NID_X9_62_id_ecPublicKey.</summary>
    public const int KeyTypeEc = 408;

    /// <summary>SSL_set_mtu.</summary>
    public const int ControlSetMtu = 17;

    /// <summary>SSL_CTX_set_session_cache_mode; 0 is SSL_SESS_CACHE_OFF.</summary>
    public const int ControlSetSessionCacheMode = 44;

    /// <summary>SSL_CTX_set_min_proto_version.</summary>
    public const int ControlSetMinVersion = 123;

    /// <summary>SSL_CTX_set_max_proto_version.</summary>
    public const int ControlSetMaxVersion = 124;

    [LibraryImport(Library)]
    public static partial nint DTLS_method();

    [LibraryImport(Library)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint argument, void* pointer);

    [LibraryImport(Library)]
    public static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_use_certificate_ASN1(nint context, int length, byte* certificate);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int type, nint context, byte* key, nint length);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_set_verify(nint context, int mode, delegate* unmanaged[Cdecl]<int, nint, int> callback);

    /// <summary>Returns 0 on success, unlike its neighbours.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_tlsext_use_srtp(nint context, string profiles);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(nint context, string ciphers);

    [LibraryImport(Library)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Library)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Library)]
    public static partial nint SSL_ctrl(nint ssl, int command, nint argument, void* pointer);

    /// <summary>Takes ownership of both BIOs.</summary>
    [LibraryImport(Library)]
    public static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(Library)]
    public static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(Library)]
    public static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(Library)]
    public static partial void DTLS_set_timer_cb(nint ssl, delegate* unmanaged[Cdecl]<nint, uint, uint> callback);

    [LibraryImport(Library)]
    public static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(Library)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_free_buffers(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_alloc_buffers(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Library)]
    public static partial nint SSL_get1_peer_certificate(nint ssl);

    [LibraryImport(Library)]
    public static partial SrtpProtectionProfile* SSL_get_selected_srtp_profile(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_export_keying_material(
        nint ssl, byte* output, nuint length, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    /// <summary>SRTP_PROTECTION_PROFILE of openssl/srtp.h; the id is IANA's.</summary>
    public struct SrtpProtectionProfile
    {
        public byte* Name;
        public nuint Id;
    }

    /// <summary>
    /// Lets every chain pass: WebRTC certificates are self-signed, and the fingerprint is compared after the handshake, before anything
    /// that came is trusted.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int AcceptAnyChain(int preverified, nint store) => 1;

    /// <summary>
    /// Keeps OpenSSL's own retransmission timer, which reads the operating system's clock, from ever firing: an hour, in microseconds,
    /// outlasts every handshake. <see cref="DtlsSession"/> retransmits by injected time.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static uint NeverRetransmit(nint ssl, uint previous) => 3_600_000_000;
}
