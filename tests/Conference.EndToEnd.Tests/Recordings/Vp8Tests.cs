using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>Pictures in VP8 are kept as WebM; they and the others are played from links that expire.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class Vp8Tests(Vp8Lecture lecture) : IClassFixture<Vp8Lecture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-vp8-").FullName;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    private string Page => lecture.Recording.Page;

    [Fact]
    public async Task Who_can_send_vp8_alone_is_kept_as_webm_and_replayed_through_mse()
    {
        Assert.Equal(("video/VP9", "video/VP8"), lecture.Codecs);
        var (rendition, truth, sender) = (lecture.Camera("webM"), lecture.Recording.Truth.TotalSeconds, lecture.Senders.Student);
        Assert.Equal(("vp8", 640, 360), ((string)rendition["codecs"]!, (int)rendition["width"]!, (int)rendition["height"]!));
        Assert.InRange((double)rendition["durationMs"]! / 1000, truth - 1, truth + 1);

        // What a player would append, as ffmpeg sees it.
        var file = await AssembleAsync(lecture.Owner, new Uri(lecture.Site, (string)rendition["playlist"]!));
        var probed = Encoding.ASCII.GetString(await Ffmpeg.ReadAsync("ffprobe",
            ["-show_entries", "stream=codec_name,width,height:format=format_name", "-of", "csv=p=0", file], _ct)).Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(["vp8,640,360", "\"matroska,webm\""], probed[..2]);
        var video = await RecordedVideo.ReadAsync(file, [], _ct);
        var span = video.Frames[^1].Time - video.Frames[0].Time;
        Assert.InRange(span, truth - 1, truth + 1);
        var readable = video.Frames.Count(frame => frame.Reading?.Sender == sender);
        Assert.True(readable > 0.9 * video.Frames.Count, $"{readable} of {video.Frames.Count} frames show the student");
        Assert.True(video.Frames.Count > 10 * truth, $"{video.Frames.Count} frames in {truth:F1} s");

        // The page plays it beside the teacher's VP9, from segments that it feeds to the element itself, and seeks both ways.
        await using var tab = await lecture.Browser.OpenAsync("vp8 viewer");
        await lecture.SignInAsync(tab);
        await tab.GoToAsync(Page, _ct);
        await tab.WaitForAsync("replay-play", _ct);
        var replay = new Replay(tab, (string)rendition["id"]!);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(sender, _ct);
        Assert.StartsWith("blob:", await tab.EvaluateAsync<string>($"document.querySelector('video[data-rendition=\"{replay.Rendition}\"]').src", _ct), StringComparison.Ordinal);
        Assert.True(await tab.EvaluateAsync<bool>("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.webm'))", _ct), "the page has fetched WebM segments");
        await replay.PauseAsync(_ct);
        foreach (var milliseconds in new[] { 12_000, 3000 })
        {
            await replay.SeekAsync(milliseconds, _ct);
            await replay.ShowsAsync(video, (milliseconds - (double)rendition["startMs"]!) / 1000, _ct);
        }
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
        Figures.Keep("vp8", new { TruthSeconds = truth, Probed = probed, video.Frames.Count, SpanSeconds = span, lecture.Recording.Detail });
    }

    [Theory, InlineData("Chromium"), InlineData("Firefox")]
    public async Task A_seek_to_what_was_never_loaded_plays_after_the_first_links_have_expired(string browser)
    {
        await using BrowserTab tab = browser == "Firefox" ? await FirefoxTab.StartAsync("late viewer", [], _ct) : await lecture.Browser.OpenAsync("late viewer");
        await lecture.SignInAsync(tab);
        Replay[] pictures = [new(tab, (string)lecture.Camera("webM")["id"]!), new(tab, (string)lecture.Camera("hls")["id"]!)];
        var link = await FirstSegmentAsync(lecture.Camera("hls"));
        await tab.GoToAsync($"{Page}?t=9", _ct);
        await tab.WaitForAsync("replay-play", _ct);
        await pictures[0].PressPlayAsync(_ct);
        await Task.WhenAll(pictures[0].PlaysAsync(lecture.Senders.Student, _ct), pictures[1].PlaysAsync(lecture.Senders.Teacher, _ct));
        await pictures[0].PauseAsync(_ct);

        using var client = new HttpClient();
        await Until.ValueAsync(() => StatusAsync(client, link), status => status == HttpStatusCode.Forbidden, 30, "a link of the time when the page was opened has expired", _ct);
        // Of the pictures more may be there: where segments have no key frames the page goes back to one. The sound tells.
        Assert.False(await pictures[0].HasLoadedAsync(2, _ct), "what is to be sought was loaded already");
        await pictures[0].SeekAsync(2000, _ct);
        await pictures[0].PressPlayAsync(_ct);
        await Task.WhenAll(pictures[0].PlaysAsync(lecture.Senders.Student, _ct), pictures[1].PlaysAsync(lecture.Senders.Teacher, _ct));
    }

    [Fact]
    public async Task A_video_file_comes_from_the_store_under_the_lectures_name()
    {
        var videos = $"/api/recordings/{(string)lecture.Recording.Detail["id"]!}/videos";
        await lecture.Owner.PostAsync(videos, new { layout = "camera" }, _ct);
        var made = await Until.ValueAsync(
            async () => (await lecture.Owner.GetAsync(videos, _ct)).AsArray().Single()!, video => (string)video["state"]! is "done" or "failed", 120, "the video is made", _ct);

        var link = await lecture.LinkAsync((string)made["file"]!["url"]!, _ct);

        Assert.Equal(lecture.Store.Authority, link.Authority);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(link, HttpCompletionOption.ResponseHeadersRead, _ct);
        Assert.Equal((HttpStatusCode.OK, "video/mp4", (long)made["file"]!["bytes"]!),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentLength));
        Assert.Matches(@"^An old codec \d{4}-\d\d-\d\d \d\d-\d\d camera\.mp4$", answer.Content.Headers.ContentDisposition?.FileNameStar ?? "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Uri> FirstSegmentAsync(JsonNode rendition)
    {
        var playlist = (string)rendition["playlist"]!;
        var name = (await LinesAsync(lecture.Owner, new Uri(lecture.Site, playlist))).First(line => line[0] != '#');
        var link = await lecture.LinkAsync(playlist[..(playlist.LastIndexOf('/') + 1)] + name, _ct);
        Assert.Equal(lecture.Store.Authority, link.Authority);
        return link;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpClient client, Uri link)
    {
        using var answer = await client.GetAsync(link, _ct);
        return answer.StatusCode;
    }

    /// <summary>One file of the initialization segment and the media segments in the playlist's order. ffmpeg's own HLS reader takes no WebM.</summary>
    private async Task<string> AssembleAsync(Account reader, Uri playlist)
    {
        var lines = await LinesAsync(reader, playlist);
        Assert.Equal("#EXT-X-ENDLIST", lines[^1]);
        var initialization = lines.Single(line => line.StartsWith("#EXT-X-MAP:URI=", StringComparison.Ordinal)).Split('"')[1];
        var path = Path.Combine(_folder, "assembled.webm");
        await using var file = File.Create(path);
        foreach (var name in lines.Where(line => line[0] != '#').Prepend(initialization))
        {
            Assert.EndsWith(".webm", name, StringComparison.Ordinal);
            await file.WriteAsync(await reader.DownloadAsync(new Uri(playlist, name), _ct), _ct);
        }
        return path;
    }

    private async Task<string[]> LinesAsync(Account reader, Uri playlist) => Encoding.UTF8.GetString(await reader.DownloadAsync(playlist, _ct))
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
