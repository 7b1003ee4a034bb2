using System.Runtime.InteropServices;

namespace Conference.Rtc.Srtp;

/// <summary>An EVP_CIPHER_CTX with one key and one direction; taken again and again with a new IV.</summary>
internal sealed unsafe class CipherContext : SafeHandle
{
    private readonly int _encrypt;

    public CipherContext(nint cipher, ReadOnlySpan<byte> key, bool encrypt)
        : base(0, ownsHandle: true)
    {
        _encrypt = encrypt ? 1 : 0;
        SetHandle(LibCrypto.EVP_CIPHER_CTX_new());
        fixed (byte* octets = key)
        {
            if (IsInvalid || LibCrypto.EVP_CipherInit_ex(handle, cipher, 0, octets, null, _encrypt) != 1)
                throw OpenSslException.FromErrorQueue("EVP_CipherInit_ex");
        }
    }

    public override bool IsInvalid => handle == 0;

    public void Begin(ReadOnlySpan<byte> iv)
    {
        fixed (byte* octets = iv)
            Require(LibCrypto.EVP_CipherInit_ex(handle, 0, 0, null, octets, _encrypt));
    }

    public void AddAssociatedData(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        int written;
        fixed (byte* octets = data)
            Require(LibCrypto.EVP_CipherUpdate(handle, null, &written, octets, data.Length));
    }

    public void Transform(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
            return;
        int written;
        fixed (byte* from = source)
        fixed (byte* to = destination[..source.Length])
            Require(LibCrypto.EVP_CipherUpdate(handle, to, &written, from, source.Length));
    }

    public void FinishWithTag(Span<byte> tag)
    {
        int written;
        byte nothing;
        Require(LibCrypto.EVP_CipherFinal_ex(handle, &nothing, &written));
        fixed (byte* octets = tag)
            Require(LibCrypto.EVP_CIPHER_CTX_ctrl(handle, LibCrypto.CipherControlGetTag, tag.Length, octets));
    }

    /// <summary>Constant-time comparison inside libcrypto.</summary>
    public bool TryFinish(ReadOnlySpan<byte> tag)
    {
        int written;
        byte nothing;
        fixed (byte* octets = tag)
            Require(LibCrypto.EVP_CIPHER_CTX_ctrl(handle, LibCrypto.CipherControlSetTag, tag.Length, octets));
        return LibCrypto.EVP_CipherFinal_ex(handle, &nothing, &written) == 1;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }

    private static void Require(int result)
    {
        if (result != 1)
            throw OpenSslException.FromErrorQueue("EVP cipher");
    }
}
