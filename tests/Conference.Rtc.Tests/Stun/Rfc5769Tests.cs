using System.Text;
using Conference.Rtc.Ice;
using Conference.Rtc.Stun;

namespace Conference.Rtc.Tests.Stun;

/// <summary>The sample messages of RFC 5769 §2.</summary>
public sealed class Rfc5769Tests
{
    private static readonly byte[] Password = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    private static readonly byte[] Request = Convert.FromHexString(
        "000100582112a442b7e7a701bc34d686fa87dfae" +
        "802200105354554e207465737420636c69656e74" +
        "002400046e0001ff" +
        "80290008932ff9b151263b36" +
        "000600096576746a3a68367659202020" +
        "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2" +
        "80280004e57a3bcf");

    private static readonly byte[] ResponseIPv4 = Convert.FromHexString(
        "0101003c2112a442b7e7a701bc34d686fa87dfae" +
        "8022000b7465737420766563746f7220" +
        "002000080001a147e112a643" +
        "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7" +
        "80280004c07d4c96");

    private static readonly byte[] ResponseIPv6 = Convert.FromHexString(
        "010100482112a442b7e7a701bc34d686fa87dfae" +
        "8022000b7465737420766563746f7220" +
        "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9" +
        "00080014a382954e4be67bf11784c97c8292c275bfe3ed41" +
        "80280004c8fb0b4c");

    [Fact]
    public void The_sample_request_is_read_and_authentic()
    {
        Assert.True(StunMessage.TryParse(Request, out var message));

        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal("evtj:h6vY", Encoding.ASCII.GetString(message.Username));
        Assert.Equal(0x6e0001ffu, message.Priority);
        Assert.Equal(0x932ff9b151263b36ul, message.Controlled);
        Assert.False(message.UseCandidate);
        Assert.True(message.HasFingerprint);
        Assert.True(message.IsAuthentic(Password));
        Assert.False(message.IsAuthentic("another"u8));
        Assert.Equal(0, message.UnknownAttribute);
    }

    [Fact]
    public void The_sample_ipv4_response_is_read_and_authentic()
    {
        Assert.True(StunMessage.TryParse(ResponseIPv4, out var message));

        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.Equal("192.0.2.1:32853", message.XorMappedAddress.ToString());
        Assert.True(message.IsAuthentic(Password));
    }

    [Fact]
    public void The_sample_ipv6_response_is_read_and_authentic()
    {
        Assert.True(StunMessage.TryParse(ResponseIPv6, out var message));

        Assert.Equal("[2001:db8:1234:5678:11:2233:4455:6677]:32853", message.XorMappedAddress.ToString());
        Assert.True(message.IsAuthentic(Password));
    }

    [Fact]
    public void Our_writer_makes_the_sample_ipv6_response_octet_for_octet()
    {
        var buffer = new byte[256];
        Assert.True(StunMessage.TryParse(ResponseIPv6, out var sample));
        var writer = new StunMessageWriter(buffer, StunClass.SuccessResponse, sample.TransactionId);

        writer.AddBytes(StunAttributeType.Software, "test vector"u8);
        writer.AddXorMappedAddress(sample.XorMappedAddress);
        // The sample pads SOFTWARE with a space, we with zero; both are right (RFC 8489 §14), and the integrity covers it.
        buffer[35] = 0x20;
        writer.AddIntegrity(Password);
        writer.AddFingerprint();

        Assert.Equal(ResponseIPv6, buffer[..writer.Length]);
    }

    [Fact]
    public void One_flipped_bit_before_the_fingerprint_is_noticed()
    {
        for (var bit = 0; bit < (Request.Length - 8) * 8; bit++)
        {
            var changed = (byte[])Request.Clone();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(StunMessage.TryParse(changed, out var message) && message.IsAuthentic(Password), $"bit {bit}");
        }
    }

    [Fact]
    public void Attributes_behind_the_integrity_are_ignored()
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "abcdefghijkl"u8);
        writer.AddBytes(StunAttributeType.Username, "a:b"u8);
        writer.AddIntegrity(Password);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddFingerprint();

        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out var message));

        Assert.False(message.UseCandidate);
        Assert.True(message.IsAuthentic(Password));
    }

    [Fact]
    public void Our_ufrag_is_read_from_a_first_contact()
    {
        var ours = IceUfrag.Generate();
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, "abcdefghijkl"u8);
        writer.AddBytes(StunAttributeType.Username, Encoding.ASCII.GetBytes($"{ours}:theirs"));
        writer.AddFingerprint();

        Assert.True(StunUsername.TryReadLocalUfrag(buffer.AsSpan(0, writer.Length), out var found));
        Assert.Equal(ours, found);
        Assert.False(StunUsername.TryReadLocalUfrag(Request, out _));
        Assert.False(StunUsername.TryReadLocalUfrag(ResponseIPv4, out _));
        Assert.False(StunUsername.TryReadLocalUfrag([], out _));
    }

    [Fact]
    public void Ten_thousand_mutations_throw_nothing()
    {
        var random = new Random(5769);
        var accepted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var mutated = DatagramDamage.To(i % 2 == 0 ? Request : ResponseIPv6, random);
            if (StunMessage.TryParse(mutated, out var message) && message.IsAuthentic(Password))
                accepted++;
            _ = StunUsername.TryReadLocalUfrag(mutated, out _);
        }
        // A mutation may be the identity, or change an octet to itself.
        Assert.InRange(accepted, 0, 300);
    }
}
