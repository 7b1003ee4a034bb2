using System.Runtime.InteropServices;

namespace Conference.Rtc.Srtp;

/// <summary>HMAC-SHA1 (RFC 2104) under one key through libcrypto, which uses the SHA instructions that .NET does not offer.</summary>
internal sealed unsafe class HmacSha1 : SafeHandle
{
    public const int HashLength = 20;

    private static readonly nint Algorithm = Fetch();

    public HmacSha1(ReadOnlySpan<byte> key)
        : base(0, ownsHandle: true)
    {
        SetHandle(LibCrypto.EVP_MAC_CTX_new(Algorithm));
        var parameters = stackalloc LibCrypto.Parameter[2];
        parameters[1] = default;
        fixed (byte* digest = "digest\0"u8)
        fixed (byte* sha1 = "SHA1\0"u8)
        fixed (byte* octets = key)
        {
            parameters[0] = new LibCrypto.Parameter
            {
                Key = digest,
                DataType = LibCrypto.Parameter.Utf8String,
                Data = sha1,
                DataSize = 4,
            };
            if (IsInvalid || LibCrypto.EVP_MAC_init(handle, octets, (nuint)key.Length, parameters) != 1)
                throw OpenSslException.FromErrorQueue("EVP_MAC_init");
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <param name="suffix">Authenticated behind the data, or empty.</param>
    /// <param name="hash">20 octets.</param>
    public void Compute(ReadOnlySpan<byte> data, ReadOnlySpan<byte> suffix, Span<byte> hash)
    {
        nuint written;
        fixed (byte* first = data)
        fixed (byte* second = suffix)
        fixed (byte* output = hash[..HashLength])
        {
            // Without a key: the same one again.
            var done = LibCrypto.EVP_MAC_init(handle, null, 0, null) == 1
                && LibCrypto.EVP_MAC_update(handle, first, (nuint)data.Length) == 1
                && (suffix.IsEmpty || LibCrypto.EVP_MAC_update(handle, second, (nuint)suffix.Length) == 1)
                && LibCrypto.EVP_MAC_final(handle, output, &written, HashLength) == 1;
            if (!done)
                throw OpenSslException.FromErrorQueue("EVP_MAC");
        }
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_MAC_CTX_free(handle);
        return true;
    }

    private static nint Fetch()
    {
        fixed (byte* name = "HMAC\0"u8)
        {
            var algorithm = LibCrypto.EVP_MAC_fetch(0, name, null);
            return algorithm != 0 ? algorithm : throw OpenSslException.FromErrorQueue("EVP_MAC_fetch");
        }
    }
}
