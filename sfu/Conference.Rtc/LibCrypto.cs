using System.Runtime.InteropServices;

namespace Conference.Rtc;

/// <summary>The functions of OpenSSL 3's libcrypto that DTLS and SRTP need.</summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    /// <summary>BIO_set_mem_eof_return.</summary>
    public const int BioControlSetMemoryEofReturn = 130;

    /// <summary>EVP_CTRL_AEAD_GET_TAG.</summary>
    public const int CipherControlGetTag = 0x10;

    /// <summary>EVP_CTRL_AEAD_SET_TAG.</summary>
    public const int CipherControlSetTag = 0x11;

    [LibraryImport(Library)]
    public static partial nint BIO_s_mem();

    [LibraryImport(Library)]
    public static partial nint BIO_new(nint type);

    [LibraryImport(Library)]
    public static partial nint BIO_ctrl(nint bio, int command, nint argument, void* pointer);

    [LibraryImport(Library)]
    public static partial int BIO_write(nint bio, byte* data, int length);

    [LibraryImport(Library)]
    public static partial int BIO_read(nint bio, byte* data, int length);

    [LibraryImport(Library)]
    public static partial nuint BIO_ctrl_pending(nint bio);

    [LibraryImport(Library)]
    public static partial int i2d_X509(nint certificate, byte** output);

    [LibraryImport(Library)]
    public static partial void X509_free(nint certificate);

    [LibraryImport(Library)]
    public static partial ulong ERR_get_error();

    [LibraryImport(Library)]
    public static partial void ERR_error_string_n(ulong error, byte* buffer, nuint length);

    [LibraryImport(Library)]
    public static partial void ERR_clear_error();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_128_gcm();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_128_ctr();

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_CTX_new();

    /// <summary>Cleanses the key schedule, too.</summary>
    [LibraryImport(Library)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_CTX_ctrl(nint context, int type, int argument, void* pointer);

    [LibraryImport(Library)]
    public static partial int EVP_CipherInit_ex(nint context, nint type, nint engine, byte* key, byte* iv, int encrypt);

    [LibraryImport(Library)]
    public static partial int EVP_CipherUpdate(nint context, byte* output, int* outputLength, byte* input, int inputLength);

    [LibraryImport(Library)]
    public static partial int EVP_CipherFinal_ex(nint context, byte* output, int* outputLength);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int SHA1_Init(Sha1Context* context);

    /// <summary>A packet takes half a microsecond: short enough not to tell the garbage collector.</summary>
    [LibraryImport(Library), SuppressGCTransition]
    public static partial int SHA1_Update(Sha1Context* context, byte* data, nuint length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int SHA1_Final(byte* hash, Sha1Context* context);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void SHA1_Transform(Sha1Context* context, byte* block);

    /// <summary>SHA_CTX of openssl/sha.h.</summary>
    public struct Sha1Context
    {
        public fixed uint State[5];
        public uint BitsLow;
        public uint BitsHigh;
        public fixed uint Block[16];
        public uint OctetsInBlock;

        /// <summary>Goes on from the state behind one block.</summary>
        public static Sha1Context After(uint* state)
        {
            Sha1Context context = default;
            for (var i = 0; i < 5; i++)
                context.State[i] = state[i];
            context.BitsLow = 512;
            return context;
        }
    }
}
