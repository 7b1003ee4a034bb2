using System.Net;
using Conference.Rtc.Dtls;

namespace Conference.Rtc.Tests;

public sealed class ValueTests
{
    [Theory]
    [InlineData("127.0.0.1:9", 4)]
    [InlineData("255.255.255.255:65535", 4)]
    [InlineData("[2001:db8::1]:443", 16)]
    [InlineData("[fe80::1%3]:5000", 16)]
    [InlineData("[::1]:1", 16)]
    public void An_end_point_survives_the_way_there_and_back(string text, int addressLength)
    {
        var endPoint = IPEndPoint.Parse(text);

        var remote = RemoteEndPoint.FromIPEndPoint(endPoint);

        Assert.Equal(endPoint, remote.ToIPEndPoint());
        Assert.Equal(addressLength, remote.AddressLength);
        Assert.Equal(remote, RemoteEndPoint.FromIPEndPoint(IPEndPoint.Parse(text)));
        Assert.True(remote.IsSpecified);
    }

    [Fact]
    public void A_mapped_address_is_the_ipv4_address()
    {
        var mapped = RemoteEndPoint.FromIPEndPoint(new IPEndPoint(IPAddress.Parse("::ffff:10.0.0.1"), 7));

        Assert.Equal(RemoteEndPoint.FromIPv4(0x0A000001, 7), mapped);
        Assert.NotEqual(RemoteEndPoint.FromIPv4(0x0A000001, 8), mapped);
        Assert.False(default(RemoteEndPoint).IsSpecified);
    }

    [Fact]
    public void Ntp_time_knows_its_epoch_and_its_middle_bits()
    {
        Assert.Equal(2_208_988_800u, NtpTime.FromUnixMicroseconds(0).Seconds);
        Assert.Equal(0x8000_0000u, NtpTime.FromUnixMicroseconds(500_000).Fraction);
        Assert.Equal(0x7E80_8000u, NtpTime.FromUnixMicroseconds(500_000).Compact);
        Assert.Equal(NtpTime.FromUnixMicroseconds(1_000_000), NtpTime.FromUtc(DateTimeOffset.UnixEpoch.AddSeconds(1)));
    }

    [Fact]
    public void Ntp_time_keeps_microseconds_also_past_2036()
    {
        var random = new Random(5905);
        for (var i = 0; i < 10_000; i++)
        {
            var microseconds = random.NextInt64(0, 4_000_000_000L * 1_000_000 / 2);
            Assert.Equal(microseconds, NtpTime.FromUnixMicroseconds(microseconds).ToUnixMicroseconds());
        }
        var late = DateTimeOffset.Parse("2040-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Assert.Equal(late * 1_000_000, NtpTime.FromUnixMicroseconds(late * 1_000_000).ToUnixMicroseconds());
    }

    [Fact]
    public void Timestamps_order_and_subtract()
    {
        var start = Timestamp.FromMilliseconds(10);

        Assert.Equal(TimeSpan.FromMilliseconds(5), start.AddMilliseconds(5) - start);
        Assert.True(start < Timestamp.Never);
        Assert.Equal(start, Timestamp.Min(start, Timestamp.Never));
        Assert.Equal(start.AddMicroseconds(3_000), start + TimeSpan.FromMilliseconds(3));
    }

    [Fact]
    public void A_fingerprint_is_read_as_it_is_written()
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
        var text = certificate.Fingerprint.ToString();

        Assert.Matches("^sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$", text);
        Assert.True(DtlsFingerprint.TryParse(text.ToLowerInvariant(), out var parsed));
        Assert.Equal(certificate.Fingerprint, parsed);
        Assert.False(DtlsFingerprint.TryParse("sha-1 AB:CD", out _));
        Assert.False(DtlsFingerprint.TryParse(text.Replace(':', '-'), out _));
        Assert.False(DtlsFingerprint.TryParse(text.AsSpan(0, text.Length - 1), out _));
        Assert.False(DtlsFingerprint.TryParse("", out _));
    }
}
