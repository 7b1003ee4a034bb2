using System.Security.Cryptography;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

public sealed class Aes128GcmTests
{
    [Fact]
    public void Our_own_gcm_passes_the_start_up_self_test_where_the_processor_can()
    {
        Assert.Equal(AesNiGcm.IsSupported, CipherSelection.UsesAesNi);
    }

    [Fact]
    public void Every_length_up_to_a_datagram_agrees_with_the_framework_both_ways()
    {
        var random = new Random(1);
        for (var length = 0; length <= 1500; length++)
        {
            var key = Bytes(random, 16);
            var nonce = Bytes(random, 12);
            var plaintext = Bytes(random, length);
            var associated = Bytes(random, random.Next(0, 60));
            var expected = new byte[length];
            var expectedTag = new byte[16];
            using (var framework = new AesGcm(key, 16))
                framework.Encrypt(nonce, plaintext, expected, expectedTag, associated);

            using var ours = CipherSelection.CreateGcm(key);
            Check(ours, nonce, associated, plaintext, expected, expectedTag);
            using var fallback = new LibCryptoGcm(key);
            Check(fallback, nonce, associated, plaintext, expected, expectedTag);
        }
    }

    [Fact]
    public void A_refused_packet_of_our_own_gcm_is_left_as_it_came()
    {
        Assert.SkipUnless(AesNiGcm.IsSupported, "This processor has no AES instructions.");
        using var gcm = new AesNiGcm(new byte[16]);
        var data = new byte[100];

        Assert.False(gcm.TryDecrypt(new byte[12], [], data, new byte[16]));

        Assert.All(data, octet => Assert.Equal(0, octet));
    }

    private static void Check(
        Aes128Gcm gcm, byte[] nonce, byte[] associated, byte[] plaintext, byte[] expected, byte[] expectedTag)
    {
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[16];
        gcm.Encrypt(nonce, associated, plaintext, ciphertext, tag);
        Assert.Equal(expected, ciphertext);
        Assert.Equal(expectedTag, tag);

        // In place, too.
        var inPlace = (byte[])plaintext.Clone();
        gcm.Encrypt(nonce, associated, inPlace, inPlace, tag);
        Assert.Equal(expected, inPlace);

        Assert.True(gcm.TryDecrypt(nonce, associated, inPlace, tag));
        Assert.Equal(plaintext, inPlace);

        tag[plaintext.Length % 16] ^= 1;
        Assert.False(gcm.TryDecrypt(nonce, associated, ciphertext, tag));
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
