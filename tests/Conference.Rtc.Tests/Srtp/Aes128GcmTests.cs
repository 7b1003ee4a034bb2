using System.Security.Cryptography;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

/// <summary>Every tier that this processor has, on every test.</summary>
public sealed class Aes128GcmTests
{
    private const int LongestData = 2048;

    public static TheoryData<CipherTier> Tiers => [.. Enum.GetValues<CipherTier>().Where(CipherSelection.IsSupported)];

    [Fact]
    public void The_best_tier_that_the_processor_has_is_in_use()
    {
        Assert.Equal(Enum.GetValues<CipherTier>().First(CipherSelection.IsSupported), CipherSelection.Tier);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_tier_passes_the_self_test(CipherTier tier)
    {
        Assert.True(CipherSelection.AgreesWithLibCrypto(tier));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Every_length_agrees_with_the_framework_both_ways_and_nothing_around_is_touched(CipherTier tier)
    {
        var random = new Random(1);
        for (var length = 0; length <= LongestData; length++)
        {
            var key = Bytes(random, 16);
            var nonce = Bytes(random, 12);
            var associated = Bytes(random, random.Next(0, length % 10 == 0 ? 400 : 60));
            var plaintext = Bytes(random, length);
            var expected = new byte[length];
            var expectedTag = new byte[16];
            using (var framework = new AesGcm(key, 16))
                framework.Encrypt(nonce, plaintext, expected, expectedTag, associated);
            using var gcm = CipherSelection.CreateGcm(tier, key);
            // Guarded on both sides, and at any alignment.
            var start = random.Next(1, 64);
            var buffer = Bytes(random, start + length + 64);
            var guard = (byte[])buffer.Clone();
            var data = buffer.AsSpan(start, length);
            var tag = new byte[16];

            gcm.Encrypt(nonce, associated, plaintext, data, tag);
            Assert.Equal(expected, data);
            Assert.Equal(expectedTag, tag);

            Assert.True(gcm.TryDecrypt(nonce, associated, data, tag));
            Assert.Equal(plaintext, data);

            gcm.Encrypt(nonce, associated, data, data, tag);
            Assert.Equal(expected, data);
            Assert.Equal(expectedTag, tag);

            Assert.Equal(guard[..start], buffer[..start]);
            Assert.Equal(guard[(start + length)..], buffer[(start + length)..]);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void One_wrong_bit_of_tag_data_associated_data_or_nonce_is_refused_at_any_length(CipherTier tier)
    {
        var random = new Random(2);
        using var gcm = CipherSelection.CreateGcm(tier, Bytes(random, 16));
        for (var length = 0; length <= LongestData; length += 1 + length / 40)
        {
            var nonce = Bytes(random, 12);
            var associated = Bytes(random, 12 + random.Next(0, 100));
            var sealed_ = new byte[length];
            var tag = new byte[16];
            gcm.Encrypt(nonce, associated, Bytes(random, length), sealed_, tag);
            foreach (var part in new[] { tag, associated, nonce, sealed_ }.Where(part => part.Length > 0))
            {
                var octet = random.Next(part.Length);
                var bit = (byte)(1 << random.Next(8));
                part[octet] ^= bit;
                Assert.False(gcm.TryDecrypt(nonce, associated, (byte[])sealed_.Clone(), tag));
                part[octet] ^= bit;
            }
            Assert.True(gcm.TryDecrypt(nonce, associated, sealed_, tag));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Each_bit_of_the_tag_counts(CipherTier tier)
    {
        using var gcm = CipherSelection.CreateGcm(tier, new byte[16]);
        var data = new byte[20];
        var tag = new byte[16];
        gcm.Encrypt(new byte[12], [], data, data, tag);
        for (var bit = 0; bit < 128; bit++)
        {
            tag[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(gcm.TryDecrypt(new byte[12], [], (byte[])data.Clone(), tag));
            tag[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_refused_packet_is_left_as_it_came_or_wiped(CipherTier tier)
    {
        using var gcm = CipherSelection.CreateGcm(tier, new byte[16]);
        for (var length = 1; length <= 600; length++)
        {
            var forged = Bytes(new Random(length), length);
            var data = (byte[])forged.Clone();

            Assert.False(gcm.TryDecrypt(new byte[12], [1, 2, 3], data, new byte[16]));

            Assert.Equal(tier == CipherTier.LibCrypto ? new byte[length] : forged, data);
        }
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
