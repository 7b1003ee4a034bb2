using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Conference.Rtc.Srtp;

/// <summary>SRTP_AEAD_AES_128_GCM (RFC 7714): the header is associated data, the tag has 16 octets.</summary>
internal sealed class SrtpGcmCipher : SrtpCipher
{
    private const int SaltLength = Aes128Gcm.NonceLength;
    private const int SsrcOffset = 2;
    private const int RtpSsrcOffset = 8;
    private const int RtcpSsrcOffset = 4;

    private readonly Aes128Gcm _rtp;
    private readonly Aes128Gcm _rtcp;
    private readonly byte[] _rtpSalt = new byte[SaltLength];
    private readonly byte[] _rtcpSalt = new byte[SaltLength];

    /// <summary>With session keys and salts.</summary>
    public SrtpGcmCipher(ReadOnlySpan<byte> rtpKey, ReadOnlySpan<byte> rtpSalt, ReadOnlySpan<byte> rtcpKey, ReadOnlySpan<byte> rtcpSalt)
    {
        _rtp = CipherSelection.CreateGcm(rtpKey);
        _rtcp = CipherSelection.CreateGcm(rtcpKey);
        rtpSalt.CopyTo(_rtpSalt);
        rtcpSalt.CopyTo(_rtcpSalt);
    }

    public static SrtpGcmCipher Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
    {
        Span<byte> keys = stackalloc byte[2 * (Aes128Gcm.KeyLength + SaltLength)];
        var rtpKey = keys[..Aes128Gcm.KeyLength];
        var rtcpKey = keys.Slice(Aes128Gcm.KeyLength, Aes128Gcm.KeyLength);
        var rtpSalt = keys.Slice(2 * Aes128Gcm.KeyLength, SaltLength);
        var rtcpSalt = keys[^SaltLength..];
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpEncryption, rtpKey);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpEncryption, rtcpKey);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpSalt, rtpSalt);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpSalt, rtcpSalt);
        var cipher = new SrtpGcmCipher(rtpKey, rtpSalt, rtcpKey, rtcpSalt);
        CryptographicOperations.ZeroMemory(keys);
        return cipher;
    }

    public override int RtpOverhead => Aes128Gcm.TagLength;

    public override int RtcpOverhead => Aes128Gcm.TagLength + RtcpIndexLength;

    public override int RtcpIndexFromEnd => RtcpIndexLength;

    public override void ProtectRtp(
        Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, ulong index, HmacSha1Batch? batch = null)
    {
        Span<byte> nonce = stackalloc byte[SaltLength];
        WriteRtpNonce(packet.Slice(RtpSsrcOffset, 4), index, nonce);
        var ciphertext = packet.Slice(headerLength, payload.Length);
        _rtp.Encrypt(nonce, packet[..headerLength], payload, ciphertext, packet[^Aes128Gcm.TagLength..]);
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, ulong index)
    {
        Span<byte> nonce = stackalloc byte[SaltLength];
        WriteRtpNonce(packet.Slice(RtpSsrcOffset, 4), index, nonce);
        var ciphertext = packet[headerLength..^Aes128Gcm.TagLength];
        return _rtp.TryDecrypt(nonce, packet[..headerLength], ciphertext, packet[^Aes128Gcm.TagLength..]);
    }

    public override void ProtectRtcp(Span<byte> packet, uint index)
    {
        Span<byte> nonce = stackalloc byte[SaltLength];
        Span<byte> associated = stackalloc byte[RtcpHeaderLength + RtcpIndexLength];
        BinaryPrimitives.WriteUInt32BigEndian(packet[^RtcpIndexLength..], index | RtcpEncryptedFlag);
        WriteRtcpNonce(packet, index, nonce);
        WriteRtcpAssociatedData(packet, associated);
        var data = packet[RtcpHeaderLength..^RtcpOverhead];
        _rtcp.Encrypt(nonce, associated, data, data, packet[^RtcpOverhead..]);
    }

    public override bool TryUnprotectRtcp(Span<byte> packet, uint index)
    {
        Span<byte> nonce = stackalloc byte[SaltLength];
        Span<byte> associated = stackalloc byte[RtcpHeaderLength + RtcpIndexLength];
        WriteRtcpNonce(packet, index, nonce);
        WriteRtcpAssociatedData(packet, associated);
        return _rtcp.TryDecrypt(nonce, associated, packet[RtcpHeaderLength..^RtcpOverhead], packet[^RtcpOverhead..^RtcpIndexLength]);
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    /// <summary>Two zero octets, SSRC, roll-over counter, sequence number; XORed with the salt (RFC 7714 §8.1).</summary>
    private void WriteRtpNonce(ReadOnlySpan<byte> ssrc, ulong index, Span<byte> nonce)
    {
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], index); // its upper 16 bits are zero, and overwritten
        ssrc.CopyTo(nonce[SsrcOffset..]);
        nonce[0] = 0;
        nonce[1] = 0;
        Xor(nonce, _rtpSalt);
    }

    /// <summary>Two zero octets, SSRC, two zero octets, the 31-bit index; XORed with the salt (RFC 7714 §9.1).</summary>
    private void WriteRtcpNonce(ReadOnlySpan<byte> packet, uint index, Span<byte> nonce)
    {
        nonce.Clear();
        packet.Slice(RtcpSsrcOffset, 4).CopyTo(nonce[SsrcOffset..]);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], index);
        Xor(nonce, _rtcpSalt);
    }

    /// <summary>The clear header, then E bit and index although they stand at the packet's end (RFC 7714 §9.2).</summary>
    private static void WriteRtcpAssociatedData(ReadOnlySpan<byte> packet, Span<byte> associated)
    {
        packet[..RtcpHeaderLength].CopyTo(associated);
        packet[^RtcpIndexLength..].CopyTo(associated[RtcpHeaderLength..]);
    }

    private static void Xor(Span<byte> nonce, ReadOnlySpan<byte> salt)
    {
        for (var i = 0; i < SaltLength; i++)
            nonce[i] ^= salt[i];
    }
}
