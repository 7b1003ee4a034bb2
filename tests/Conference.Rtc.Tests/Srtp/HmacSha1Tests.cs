using System.Buffers.Binary;
using System.Security.Cryptography;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

public sealed unsafe class HmacSha1Tests
{
    private const int SlotLength = 1500;

    /// <summary>1 goes through libcrypto; 8 and 16 as the processor can.</summary>
    public static TheoryData<int> Lanes
    {
        get
        {
            var lanes = new TheoryData<int> { 1 };
            if (Sha1Lanes8.IsSupported)
                lanes.Add(Sha1Lanes8.Count);
            if (Sha1Lanes16.IsSupported)
                lanes.Add(Sha1Lanes16.Count);
            return lanes;
        }
    }

    [Fact]
    public void The_widest_lanes_of_the_processor_pass_the_self_test()
    {
        Assert.Equal(Lanes.Max(row => row.Data), HmacSha1Batch.Lanes);
    }

    /// <summary>RFC 2202 §3.</summary>
    [Theory]
    [InlineData("0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B", "4869205468657265", "B617318655057264E28BC0B6FB378C8EF146BE00")]
    [InlineData("4A656665", "7768617420646F2079612077616E7420666F72206E6F7468696E673F", "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79")]
    [InlineData("0102030405060708090A0B0C0D0E0F10111213141516171819", "CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD",
        "4C9007F4026250C6BC8414F9BF50C86C2D7235DA")]
    public void Rfc_2202(string key, string data, string expected)
    {
        using var hmac = new HmacSha1(Convert.FromHexString(key));
        var hash = new byte[HmacSha1.HashLength];

        hmac.Compute(Convert.FromHexString(data), [], hash);

        Assert.Equal(expected, Convert.ToHexString(hash));
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void A_batch_agrees_with_the_framework_at_every_length_and_in_groups_of_every_size(int lanes)
    {
        var random = new Random(3);
        using var slots = new KeyMemory(64 * SlotLength);
        using var batch = new HmacSha1Batch(64);
        for (var length = 0; length < SlotLength - HmacSha1.HashLength; length += 1 + length / 90)
        {
            var expected = new List<byte[]>();
            var count = 1 + length % 64;
            for (var i = 0; i < count; i++)
            {
                var slot = new Span<byte>(slots.Octets + i * SlotLength, SlotLength);
                // Most of one length, as in a run; some shorter, as at its end.
                var data = slot[..(i % 5 == 4 ? length / 2 : length)];
                random.NextBytes(data);
                var key = new byte[20];
                random.NextBytes(key);
                var rollover = (uint)random.Next();
                using var hmac = new HmacSha1(key);
                batch.Add(hmac, data, rollover, slot[^HmacSha1.HashLength..]);
                var message = new byte[data.Length + 4];
                data.CopyTo(message);
                BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(data.Length), rollover);
#pragma warning disable CA5350 // SHA-1 is the profile's (RFC 3711 §4.2.1)
                expected.Add(HMACSHA1.HashData(key, message));
#pragma warning restore CA5350
            }

            batch.Complete(lanes);

            for (var i = 0; i < count; i++)
                Assert.Equal(expected[i], new Span<byte>(slots.Octets + i * SlotLength, SlotLength)[^HmacSha1.HashLength..]);
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Ten_octets_of_tag_are_written_and_no_more(int lanes)
    {
        using var slots = new KeyMemory(16 * 64);
        using var batch = new HmacSha1Batch(16);
        using var hmac = new HmacSha1(new byte[20]);
        for (var i = 0; i < 16; i++)
            batch.Add(hmac, new Span<byte>(slots.Octets + i * 64, 20), 0, new Span<byte>(slots.Octets + i * 64 + 20, 10));

        batch.Complete(lanes);

        for (var i = 0; i < 16; i++)
        {
            Assert.Contains(new Span<byte>(slots.Octets + i * 64 + 20, 10).ToArray(), octet => octet != 0);
            Assert.All(new Span<byte>(slots.Octets + i * 64 + 30, 34).ToArray(), octet => Assert.Equal(0, octet));
        }
    }

    [Fact]
    public void What_was_cleared_is_not_written()
    {
        using var slots = new KeyMemory(64);
        using var batch = new HmacSha1Batch(4);
        using var hmac = new HmacSha1(new byte[20]);
        batch.Add(hmac, new Span<byte>(slots.Octets, 20), 0, new Span<byte>(slots.Octets + 20, 10));

        batch.Clear();
        batch.Complete();

        Assert.All(new Span<byte>(slots.Octets, 64).ToArray(), octet => Assert.Equal(0, octet));
    }
}
