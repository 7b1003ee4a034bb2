using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Conference.Rtc.Srtp;

/// <summary>SRTP_AES128_CM_HMAC_SHA1_80 (RFC 3711): counter mode, then an HMAC cut to 10 octets over header, ciphertext and index.</summary>
internal sealed class SrtpCounterModeCipher : SrtpCipher
{
    private const int TagLength = 10;
    private const int AuthenticationKeyLength = 20;
    private const int RolloverLength = 4;
    private const int RtpSsrcOffset = 8;
    private const int RtcpSsrcOffset = 4;

    private readonly Aes128CounterCipher _rtp;
    private readonly Aes128CounterCipher _rtcp;
    private readonly HmacSha1 _rtpMac;
    private readonly HmacSha1 _rtcpMac;
    private readonly byte[] _rtpSalt = new byte[MaxMasterSaltLength];
    private readonly byte[] _rtcpSalt = new byte[MaxMasterSaltLength];

    public SrtpCounterModeCipher(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
    {
        Span<byte> key = stackalloc byte[MasterKeyLength];
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpEncryption, key);
        _rtp = CipherSelection.CreateCounterCipher(key);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpEncryption, key);
        _rtcp = CipherSelection.CreateCounterCipher(key);
        Span<byte> macKey = stackalloc byte[AuthenticationKeyLength];
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpAuthentication, macKey);
        _rtpMac = new HmacSha1(macKey);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpAuthentication, macKey);
        _rtcpMac = new HmacSha1(macKey);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(macKey);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpSalt, _rtpSalt);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpSalt, _rtcpSalt);
    }

    public override int RtpOverhead => TagLength;

    public override int RtcpOverhead => RtcpIndexLength + TagLength;

    public override int RtcpIndexFromEnd => RtcpIndexLength + TagLength;

    public override void ProtectRtp(
        Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, ulong index, HmacSha1Batch? batch = null)
    {
        Span<byte> block = stackalloc byte[Aes128CounterCipher.BlockLength];
        WriteCounterBlock(_rtpSalt, packet.Slice(RtpSsrcOffset, 4), index, block);
        _rtp.Transform(block, payload, packet.Slice(headerLength, payload.Length));
        if (batch is not null)
        {
            batch.Add(_rtpMac, packet[..^TagLength], (uint)(index >> 16), packet[^TagLength..]);
            return;
        }
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        ComputeRtpHash(packet[..^TagLength], index, hash);
        hash[..TagLength].CopyTo(packet[^TagLength..]);
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, ulong index)
    {
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        ComputeRtpHash(packet[..^TagLength], index, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..TagLength], packet[^TagLength..]))
            return false;
        Span<byte> block = stackalloc byte[Aes128CounterCipher.BlockLength];
        WriteCounterBlock(_rtpSalt, packet.Slice(RtpSsrcOffset, 4), index, block);
        var ciphertext = packet[headerLength..^TagLength];
        _rtp.Transform(block, ciphertext, ciphertext);
        return true;
    }

    public override void ProtectRtcp(Span<byte> packet, uint index)
    {
        TransformRtcp(packet, index);
        BinaryPrimitives.WriteUInt32BigEndian(packet[^RtcpOverhead..], index | RtcpEncryptedFlag);
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        _rtcpMac.Compute(packet[..^TagLength], default, hash);
        hash[..TagLength].CopyTo(packet[^TagLength..]);
    }

    public override bool TryUnprotectRtcp(Span<byte> packet, uint index)
    {
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        _rtcpMac.Compute(packet[..^TagLength], default, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..TagLength], packet[^TagLength..]))
            return false;
        TransformRtcp(packet, index);
        return true;
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        _rtpMac.Dispose();
        _rtcpMac.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    private void TransformRtcp(Span<byte> packet, uint index)
    {
        Span<byte> block = stackalloc byte[Aes128CounterCipher.BlockLength];
        WriteCounterBlock(_rtcpSalt, packet.Slice(RtcpSsrcOffset, 4), index, block);
        var data = packet[RtcpHeaderLength..^RtcpOverhead];
        _rtcp.Transform(block, data, data);
    }

    /// <summary>The roll-over counter is authenticated behind the packet but never sent (RFC 3711 §4.2).</summary>
    private void ComputeRtpHash(ReadOnlySpan<byte> authenticated, ulong index, Span<byte> hash)
    {
        Span<byte> rollover = stackalloc byte[RolloverLength];
        BinaryPrimitives.WriteUInt32BigEndian(rollover, (uint)(index >> 16));
        _rtpMac.Compute(authenticated, rollover, hash);
    }

    /// <summary>(salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16) (RFC 3711 §4.1.1); the last 16 bits count blocks.</summary>
    private static void WriteCounterBlock(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> ssrc, ulong index, Span<byte> block)
    {
        BinaryPrimitives.WriteUInt64BigEndian(block[8..], index << 16);
        block[..4].Clear();
        ssrc.CopyTo(block[4..]);
        for (var i = 0; i < salt.Length; i++)
            block[i] ^= salt[i];
    }
}
