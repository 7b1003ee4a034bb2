using System.Text;
using Conference.Recorder.Hls;

namespace Conference.Recorder.Tests.Hls;

public sealed class StoredPlaylistTests
{
    [Fact]
    public void What_was_written_is_read_back()
    {
        var playlist = new Playlist(DateTimeOffset.UnixEpoch, 7);
        PlaylistSegment[] segments =
        [
            new("000001.m4s", 0, 4_000_123, "init.mp4"), new("000002.m4s", 4_000_123, 6_400_000, "init.mp4"), new("000003.m4s", 10_400_123, 1, "init-2.mp4"),
        ];
        foreach (var segment in segments) playlist.Add(segment);

        var read = StoredPlaylist.Parse(Encoding.UTF8.GetString(playlist.Write(isEnded: true)));

        Assert.Equal(segments.Select(s => (s.Uri, s.Start, s.Duration, s.InitializationUri)), read.Select(s => (s.Uri, s.Start, s.Duration, s.InitializationUri)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#EXTM3U\n#EXT-X-MAP:URI=\n#EXTINF:x,\n")]
    public void What_is_no_playlist_has_no_segments(string text) => Assert.Empty(StoredPlaylist.Parse(text));
}
