using System.Buffers.Binary;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

/// <summary>Project Wycheproof's vectors: edge cases of counters, hash keys and tags, and forgeries that must be refused.</summary>
public sealed unsafe class WycheproofVectorTests
{
    private const int SlotLength = 512;

    [Theory]
    [MemberData(nameof(Aes128GcmTests.Tiers), MemberType = typeof(Aes128GcmTests))]
    public void Aes_gcm(CipherTier tier)
    {
        var vectors = WycheproofVector.Read("gcm");
        Assert.Equal((67, 27), (vectors.Count, vectors.Count(vector => !vector.IsValid)));
        foreach (var vector in vectors)
        {
            var (key, nonce, associated, plaintext, ciphertext, tag) = (vector.Fields[0], vector.Fields[1], vector.Fields[2], vector.Fields[3], vector.Fields[4], vector.Fields[5]);
            using var gcm = CipherSelection.CreateGcm(tier, key);
            var data = (byte[])ciphertext.Clone();
            Assert.True(vector.IsValid == gcm.TryDecrypt(nonce, associated, data, tag), vector.Number);
            if (!vector.IsValid) continue;
            Assert.Equal(plaintext, data);
            var computed = new byte[Aes128Gcm.TagLength];
            gcm.Encrypt(nonce, associated, data, data, computed);
            Assert.Equal(ciphertext, data);
            Assert.Equal(tag, computed);
        }
    }

    [Fact]
    public void Hmac_sha1()
    {
        var vectors = WycheproofVector.Read("hmac");
        Assert.Equal((164, 104), (vectors.Count, vectors.Count(vector => !vector.IsValid)));
        foreach (var vector in vectors)
        {
            using var hmac = new HmacSha1(vector.Fields[0]);
            var hash = new byte[HmacSha1.HashLength];
            hmac.Compute(vector.Fields[1], [], hash);
            Assert.True(vector.IsValid == hash.AsSpan().StartsWith(vector.Fields[2]), vector.Number);
        }
    }

    /// <summary>A message's last four octets go where SRTP's roll-over counter goes, and enough of the same length go together for every lane.</summary>
    [Theory]
    [MemberData(nameof(HmacSha1Tests.Lanes), MemberType = typeof(HmacSha1Tests))]
    public void Hmac_sha1_in_batches(int lanes)
    {
        using var slots = new KeyMemory(lanes * SlotLength);
        using var batch = new HmacSha1Batch(lanes);
        var taken = 0;
        foreach (var vector in WycheproofVector.Read("hmac"))
        {
            var (message, tag) = (vector.Fields[1], vector.Fields[2]);
            if (message.Length < HmacSha1Batch.SuffixLength) continue;
            using var hmac = new HmacSha1(vector.Fields[0]);
            var data = message.AsSpan()[..^HmacSha1Batch.SuffixLength];
            for (var lane = 0; lane < lanes; lane++)
            {
                var slot = new Span<byte>(slots.Octets + lane * SlotLength, SlotLength);
                slot.Clear();
                data.CopyTo(slot);
                batch.Add(hmac, slot[..data.Length], BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan()[data.Length..]), slot.Slice(data.Length, tag.Length));
            }

            batch.Complete(lanes);
            for (var lane = 0; lane < lanes; lane++)
                Assert.True(vector.IsValid == new Span<byte>(slots.Octets + lane * SlotLength + data.Length, tag.Length).SequenceEqual(tag), $"{vector.Number}, lane {lane}");
            taken++;
        }

        Assert.True(taken > 100);
    }
}
