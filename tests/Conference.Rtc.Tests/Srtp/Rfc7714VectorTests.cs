using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

/// <summary>RFC 7714 §16.1 and §17.1: AEAD_AES_128_GCM.</summary>
public sealed class Rfc7714VectorTests
{
    private static readonly byte[] Key = Hex("000102030405060708090a0b0c0d0e0f");
    private static readonly byte[] Salt = Hex("517569642070726f2071756f");

    private static readonly byte[] Rtp = Hex(
        "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976697361" +
        "20696e207061727465732074726573");

    private static readonly byte[] ProtectedRtp = Hex(
        "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833" +
        "899d7f27beb16a9152cf765ee4390cce");

    private static readonly byte[] Rtcp = Hex(
        "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61" +
        "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");

    private static readonly byte[] ProtectedRtcp = Hex(
        "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b" +
        "c84aa45896cf4d2fc5abf87245d9eade800005d4");

    private const ulong RtpIndex = 0xf17b;
    private const uint RtcpIndex = 0x5d4;

    [Fact]
    public void Rtp_is_protected_octet_for_octet()
    {
        using var cipher = new SrtpGcmCipher(Key, Salt, Key, Salt);
        var packet = new byte[Rtp.Length + cipher.RtpOverhead];
        Rtp.AsSpan(0, 12).CopyTo(packet);

        cipher.ProtectRtp(packet, 12, Rtp.AsSpan(12), RtpIndex);

        Assert.Equal(ProtectedRtp, packet);
    }

    [Fact]
    public void Rtp_is_unprotected_and_every_tampered_octet_refused()
    {
        using var cipher = new SrtpGcmCipher(Key, Salt, Key, Salt);
        var packet = (byte[])ProtectedRtp.Clone();

        Assert.True(cipher.TryUnprotectRtp(packet, 12, RtpIndex));
        Assert.Equal(Rtp, packet[..Rtp.Length]);

        for (var i = 0; i < ProtectedRtp.Length; i++)
        {
            packet = (byte[])ProtectedRtp.Clone();
            packet[i] ^= 0x10;
            Assert.False(cipher.TryUnprotectRtp(packet, 12, RtpIndex));
        }
    }

    [Fact]
    public void Rtcp_is_protected_octet_for_octet_and_back()
    {
        using var cipher = new SrtpGcmCipher(Key, Salt, Key, Salt);
        var packet = new byte[Rtcp.Length + cipher.RtcpOverhead];
        Rtcp.CopyTo(packet, 0);

        cipher.ProtectRtcp(packet, RtcpIndex);
        Assert.Equal(ProtectedRtcp, packet);

        Assert.True(cipher.TryUnprotectRtcp(packet, RtcpIndex));
        Assert.Equal(Rtcp, packet[..Rtcp.Length]);
    }

    private static byte[] Hex(string value) => Convert.FromHexString(value);
}
