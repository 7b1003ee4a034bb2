using System.Text;
using Conference.Web.Captions;

namespace Conference.Web.Tests.Captions;

public sealed class WebVttTests
{
    [Theory]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n")]
    [InlineData("\uFEFFWEBVTT - A lecture\r\n\r\nNOTE who, what\r\nmade it\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000 line:0 align:start\r\n- Hello --> there\r\n")]
    [InlineData("WEBVTT\tx\n\nSTYLE\n::cue { color: red }\n\n100:00:00.000 --> 100:00:00.001\n\n")]
    public void A_file_of_cues_is_taken(string file) => Assert.Null(WebVtt.Fault(Encoding.UTF8.GetBytes(file)));

    [Theory]
    [InlineData("", "Line 1 must be WEBVTT.")]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "Line 1 must be WEBVTT.")]
    [InlineData("WEBVTTX\n\n00:01.000 --> 00:02.000\n", "Line 1 must be WEBVTT.")]
    [InlineData("WEBVTT\n\nHello\n", "It has no cue.")]
    [InlineData("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHello\n", "Line 3 must be times like 00:01:02.000 --> 00:01:04.500.")]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:03.000-->00:04.000\nB\n", "Line 6 must be times like 00:01:02.000 --> 00:01:04.500.")]
    [InlineData("WEBVTT\n\n00:02.000 --> 00:02.000\nA\n", "Line 3: the end must come after the start.")]
    public void What_players_cannot_read_is_named_with_its_line(string file, string fault) => Assert.Equal(fault, WebVtt.Fault(Encoding.UTF8.GetBytes(file)));

    [Fact]
    public void Bytes_that_are_no_text_are_named() => Assert.Equal("It is not text in UTF-8.", WebVtt.Fault([0x57, 0x45, 0xFF, 0xFE]));

    [Fact]
    public void Damaged_files_never_throw()
    {
        var random = new Random(11);
        var file = Encoding.UTF8.GetBytes("WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000 line:0\nHello\n\n01:00:01.000 --> 01:00:02.000\nWorld\n");
        for (var i = 0; i < 10_000; i++)
        {
            var damaged = (byte[])file.Clone();
            for (var n = random.Next(1, 6); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            WebVtt.Fault(damaged.AsSpan(0, random.Next(damaged.Length + 1)));
        }
    }
}
