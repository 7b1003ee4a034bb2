using System.Text;
using Conference.Recorder.Hls;

namespace Conference.Recorder.Tests.Hls;

public sealed class PlaylistTests
{
    private readonly Playlist _playlist = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(3)), 7);

    [Fact]
    public void A_growing_playlist_is_an_event_without_an_end()
    {
        _playlist.Add(new PlaylistSegment("000001.m4s", 0, 4_000_000, "init.mp4"));
        _playlist.Add(new PlaylistSegment("000002.m4s", 4_000_000, 4_120_000, "init.mp4"));

        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:7
            #EXT-X-MEDIA-SEQUENCE:1
            #EXT-X-PLAYLIST-TYPE:EVENT
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="init.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-03-01T07:00:00.000Z
            #EXTINF:4.000000,
            000001.m4s
            #EXTINF:4.120000,
            000002.m4s

            """,
            Text(false));
    }

    [Fact]
    public void A_segment_that_begins_without_a_key_frame_takes_the_word_of_independence_back()
    {
        const string word = "#EXT-X-INDEPENDENT-SEGMENTS\n";
        _playlist.Add(new PlaylistSegment("000001.m4s", 0, 4_000_000, "init.mp4"));
        Assert.Contains(word, Text(false), StringComparison.Ordinal);
        _playlist.Add(new PlaylistSegment("000002.m4s", 4_000_000, 6_500_000, "init.mp4") { IsIndependent = false });
        Assert.DoesNotContain(word, Text(false), StringComparison.Ordinal);
        _playlist.Add(new PlaylistSegment("000003.m4s", 10_500_000, 4_000_000, "init.mp4"));
        Assert.DoesNotContain(word, Text(true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_complete_playlist_ends_and_its_earlier_lines_stay_the_same()
    {
        _playlist.Add(new PlaylistSegment("000001.m4s", 0, 4_000_000, "init.mp4"));
        Assert.Equal(Text(false) + "#EXT-X-ENDLIST\n", Text(true));
    }

    [Fact]
    public void A_new_configuration_is_a_discontinuity_with_its_own_map_and_date()
    {
        _playlist.Add(new PlaylistSegment("000001.m4s", 0, 4_000_000, "init.mp4"));
        _playlist.Add(new PlaylistSegment("000002.m4s", 4_000_000, 4_000_000, "init-2.mp4"));
        Assert.Contains(
            "000001.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-2.mp4\"\n#EXT-X-PROGRAM-DATE-TIME:2026-03-01T07:00:04.000Z\n#EXTINF", Text(false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7_499_999, 7)]
    [InlineData(7_500_000, 8)]
    [InlineData(31_000_000, 31)]
    public void The_target_duration_holds_the_longest_segment(long duration, int target)
    {
        _playlist.Add(new PlaylistSegment("000001.m4s", 0, duration, "init.mp4"));
        Assert.Contains($"#EXT-X-TARGETDURATION:{target}\n", Text(true), StringComparison.Ordinal);
    }

    private string Text(bool isEnded) => Encoding.UTF8.GetString(_playlist.Write(isEnded));
}
