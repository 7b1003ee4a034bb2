using System.Text;
using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

public sealed class SdpParserTests
{
    [Theory]
    [MemberData(nameof(SdpFiles.All), MemberType = typeof(SdpFiles))]
    public void Every_captured_offer_survives_writing_and_reading_again(string name)
    {
        var first = SdpFiles.Read(name);
        var second = SdpFiles.Parse(SdpWriter.Write(first));

        Assert.Equal(first.Origin, second.Origin);
        Assert.Equal(first.Attributes.All, second.Attributes.All);
        Assert.Equal(first.Sections.Count, second.Sections.Count);
        foreach (var (one, other) in first.Sections.Zip(second.Sections))
        {
            Assert.Equal(one.Media, other.Media);
            Assert.Equal(one.Port, other.Port);
            Assert.Equal(one.Formats, other.Formats);
            Assert.Equal(one.Attributes.All, other.Attributes.All);
        }
    }

    [Theory]
    [InlineData("", 1, SdpErrorReason.MissingVersion)]
    [InlineData("o=- 1 1 IN IP4 0.0.0.0\r\n", 1, SdpErrorReason.MissingVersion)]
    [InlineData("v=0\r\nnonsense\r\n", 2, SdpErrorReason.MalformedLine)]
    [InlineData("v=0\r\na=x\u0001y\r\n", 2, SdpErrorReason.MalformedLine)]
    [InlineData("v=0\r\na=x\ry\r\n", 2, SdpErrorReason.MalformedLine)]
    [InlineData("v=0\r\ns=-\r\nm=audio 9\r\n", 3, SdpErrorReason.MalformedMediaLine)]
    [InlineData("v=0\r\nm=audio 99999 UDP/TLS/RTP/SAVPF 0\r\n", 2, SdpErrorReason.MalformedMediaLine)]
    public void An_error_names_the_line_and_the_reason(string text, int line, SdpErrorReason reason)
    {
        Assert.False(SdpParser.TryParse(text, out _, out var error));
        Assert.Equal(new SdpError(line, reason), error);
    }

    [Fact]
    public void Lines_sections_and_length_are_bounded()
    {
        Assert.Equal(SdpErrorReason.LineTooLong, Reason("v=0\r\na=" + new string('x', SdpLimits.MaxLineLength)));
        Assert.Equal(SdpErrorReason.TooManyLines, Reason("v=0\n" + string.Concat(Enumerable.Repeat("a=x\n", SdpLimits.MaxLines))));
        Assert.Equal(
            SdpErrorReason.TooManySections,
            Reason("v=0\n" + string.Concat(Enumerable.Repeat("m=audio 9 RTP/AVP 0\n", SdpLimits.MaxSections + 1))));
        Assert.Equal(SdpErrorReason.DescriptionTooLong, Reason(new string('x', SdpLimits.MaxLength + 1)));
    }

    [Fact]
    public void Ten_thousand_mutations_throw_nothing_in_parser_answer_or_acceptance()
    {
        var vectors = SdpFiles.All.Select(row => Encoding.UTF8.GetBytes(SdpFiles.Text(row.Data))).ToList();
        var (answered, refused) = (0, 0);
        Mutation.Survives(vectors, bytes =>
        {
            if (!SdpParser.TryParse(Encoding.Latin1.GetString(bytes), out var description, out _))
            {
                refused++;
                return;
            }

            if (PublisherOffer.TryRead(description, out var offer, out _))
            {
                foreach (var codec in offer.VideoCodecs.DefaultIfEmpty(Rtc.Codecs.MediaCodec.Vp8))
                {
                    answered++;
                    SdpFiles.Parse(PublisherAnswer.Create(offer, SdpFiles.Local, [Rtc.Rtp.Mid.Create("0"), Rtc.Rtp.Mid.Create("1")], codec, 1, 1).Sdp);
                }
            }

            SubscriberAnswer.TryRead(description, out _, out _);
        });
        Assert.True(answered > 1000 && refused > 100, $"{answered} answered, {refused} refused");
    }

    private static SdpErrorReason Reason(string text)
    {
        Assert.False(SdpParser.TryParse(text, out _, out var error));
        return error!.Reason;
    }
}
