using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using FsCheck.Fluent;

namespace Conference.Rtc.Tests.Rtcp;

public sealed class ReportTests
{
    [Fact]
    public void A_sender_report_of_the_wire_is_read()
    {
        var bytes = Convert.FromHexString("80C80006" + "0000002A" + "E8D4A51000000000" + "00015F90" + "00000064" + "00010000");

        Assert.True(SenderReport.TryParse(RtcpMessages.First(bytes), out var report, out var blocks));
        Assert.Equal(new SenderReport(new Ssrc(42), new NtpTime(0xE8D4A51000000000), 90_000, 100, 65_536), report);
        Assert.Equal(0, blocks.Count);
    }

    [Fact]
    public void Blocks_are_read_as_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Ssrc, byte Fraction, int Lost, uint Highest, uint Jitter, uint Last, uint Delay)[]>(),
        values =>
        {
            // 24 bits hold the count of lost packets.
            var expected = values.Take(31)
                .Select(v => new ReportBlock(new Ssrc(v.Ssrc), v.Fraction, Math.Clamp(v.Lost, -0x800000, 0x7FFFFF), v.Highest, v.Jitter, v.Last, v.Delay))
                .ToArray();
            var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => new ReceiverReport(new Ssrc(5)).TryWrite(ref writer, expected));
            if (!ReceiverReport.TryParse(RtcpMessages.First(bytes), out var report, out var blocks) || report.Ssrc.Value != 5) return false;
            for (var index = 0; index < expected.Length; index++)
                if (blocks[index] != expected[index]) return false;
            return blocks.Count == expected.Length;
        }).Holds();

    [Fact]
    public void The_round_trip_is_what_is_left_after_the_delay()
    {
        // RFC 3550 figure 2: A = 0xb710:8000, DLSR = 0x5:4000, LSR = 0xb705:2000, so 6.125 s.
        var block = new ReportBlock(new Ssrc(1), 0, 0, 0, 0, 0xB7052000, 0x00054000);

        Assert.Equal(TimeSpan.FromSeconds(6.125), block.RoundTrip(new NtpTime(0x0000_B710_8000_0000)));
        Assert.Null((block with { LastSenderReport = 0 }).RoundTrip(new NtpTime(1)));
    }

    [Fact]
    public void The_canonical_name_is_found_behind_other_items()
    {
        var bytes = Convert.FromHexString("81CA0004" + "00000001" + "0602" + "4142" + "0104" + "616E6E61" + "0000");

        Assert.True(SourceDescription.TryGetCname(RtcpMessages.First(bytes), out var ssrc, out var cname));
        Assert.Equal(1u, ssrc.Value);
        Assert.Equal("anna"u8.ToArray(), cname.ToArray());
    }

    [Fact]
    public void Bye_names_every_stream_that_ends()
    {
        var bytes = RtcpMessages.Bytes((ref RtcpWriter writer) => Bye.TryWrite(ref writer, [new(1), new(2)]));

        Assert.True(Bye.TryParse(RtcpMessages.First(bytes), out var bye));
        Assert.Equal((2, 1u, 2u), (bye.Count, bye[0].Value, bye[1].Value));
    }
}
