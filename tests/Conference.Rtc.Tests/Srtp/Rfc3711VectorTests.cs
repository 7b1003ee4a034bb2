using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

/// <summary>RFC 3711 appendix B.</summary>
public sealed class Rfc3711VectorTests
{
    [Theory]
    [MemberData(nameof(Aes128GcmTests.Tiers), MemberType = typeof(Aes128GcmTests))]
    public void Appendix_B2_key_stream(CipherTier tier)
    {
        using var cipher = CipherSelection.CreateCounterCipher(tier, Hex("2B7E151628AED2A6ABF7158809CF4F3C"));
        CheckKeyStream(cipher);
    }

    [Fact]
    public void Appendix_B3_key_derivation()
    {
        var masterKey = Hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        var masterSalt = Hex("0EC675AD498AFEEBB6960B3AABE6");

        Assert.Equal("C61E7A93744F39EE10734AFE3FF7A087", Derive(masterKey, masterSalt, SrtpKeyLabel.RtpEncryption, 16));
        Assert.Equal("30CBBC08863D8C85D49DB34A9AE1", Derive(masterKey, masterSalt, SrtpKeyLabel.RtpSalt, 14));
        Assert.Equal("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4", Derive(masterKey, masterSalt, SrtpKeyLabel.RtpAuthentication, 20));
    }

    private static void CheckKeyStream(Aes128CounterCipher cipher)
    {
        var stream = new byte[0xFF02 * 16];
        cipher.Transform(Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream, stream);

        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4", Block(stream, 0));
        Assert.Equal("D23513162B02D0F72A43A2FE4A5F97AB", Block(stream, 1));
        Assert.Equal("41E95B3BB0A2E8DD477901E4FCA894C0", Block(stream, 2));
        Assert.Equal("EC8CDF7398607CB0F2D21675EA9EA1E4", Block(stream, 0xFEFF));
        Assert.Equal("362B7C3C6773516318A077D7FC5073AE", Block(stream, 0xFF00));
        Assert.Equal("6A2CC3787889374FBEB4C81B17BA6C44", Block(stream, 0xFF01));
    }

    private static string Derive(byte[] key, byte[] salt, SrtpKeyLabel label, int length)
    {
        var derived = new byte[length];
        SrtpKeyDerivation.Derive(key, salt, label, derived);
        return Convert.ToHexString(derived);
    }

    private static string Block(byte[] stream, int index) => Convert.ToHexString(stream, index * 16, 16);

    private static byte[] Hex(string value) => Convert.FromHexString(value);
}
