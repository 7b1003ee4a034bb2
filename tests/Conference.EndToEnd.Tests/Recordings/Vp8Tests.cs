using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A student whose browser sends no video but VP8, beside a teacher who sends what everybody else does.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class Vp8Tests(LectureHall hall) : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(14);

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-vp8-").FullName;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_can_send_vp8_alone_is_kept_as_webm_and_replayed_through_mse()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Paula Planck", _ct);
        var room = await owner.CreateRoomAsync("An old codec", _ct);
        var site = hall.Server.Address;
        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("vp8 teacher"), owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, site);
        await using var student = new Attendee(await hall.AnnasBrowser.OpenAsync("vp8 student", Script.Vp8Alone), "Otto", hall.Anna.Sender, hall.Anna.Tone, site);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        await student.EnterAsync(room, _ct);
        await teacher.SeesAsync(student, _ct);
        await student.SeesAsync(teacher, _ct);
        Assert.Equal("video/VP8", await SentCodecAsync(student));
        Assert.Equal("video/VP9", await SentCodecAsync(teacher));
        // Chromium may begin with a quarter of the picture until it trusts path and processor; the file's header tells the size that it began with.
        await Until.ValueAsync(() => SentWidthAsync(student), width => width == 640, 60, $"{student.Name} sends whole pictures", _ct);

        var truth = await RecordAsync(teacher, owner, room);
        var ready = await Until.ValueAsync(() => ListingAsync(owner, room), listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", _ct);
        Assert.Equal("ready", (string)ready["state"]!);
        var detail = await owner.GetAsync($"/api/recordings/{(string)ready["id"]!}", _ct);
        var rendition = detail["renditions"]!.AsArray().Single(found => (string)found!["kind"]! == "camera" && (string?)found["participant"] == student.Name)!;
        Assert.Equal(("webM", "vp8", 640, 360), ((string)rendition["format"]!, (string)rendition["codecs"]!, (int)rendition["width"]!, (int)rendition["height"]!));
        Assert.InRange((double)rendition["durationMs"]! / 1000, truth.TotalSeconds - 1, truth.TotalSeconds + 1);
        await teacher.Tab.ClickAsync("end-button", _ct);
        await teacher.Tab.ClickAsync("end-confirm", _ct);
        await student.Tab.WaitForAsync("room-ended", _ct);

        // What a player would append, as ffmpeg sees it.
        var file = await AssembleAsync(owner, new Uri(site, (string)rendition["playlist"]!));
        var probed = Encoding.ASCII.GetString(await Ffmpeg.ReadAsync("ffprobe",
            ["-show_entries", "stream=codec_name,width,height:format=format_name", "-of", "csv=p=0", file], _ct)).Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(["vp8,640,360", "\"matroska,webm\""], probed[..2]);
        var video = await RecordedVideo.ReadAsync(file, [], _ct);
        var span = video.Frames[^1].Time - video.Frames[0].Time;
        Assert.InRange(span, truth.TotalSeconds - 1, truth.TotalSeconds + 1);
        var readable = video.Frames.Count(frame => frame.Reading?.Sender == student.Sender);
        Assert.True(readable > 0.9 * video.Frames.Count, $"{readable} of {video.Frames.Count} frames show {student.Name}");
        Assert.True(video.Frames.Count > 10 * truth.TotalSeconds, $"{video.Frames.Count} frames in {truth.TotalSeconds:F1} s");

        // The page plays it beside the teacher's VP9, from segments that it feeds to the element itself, and seeks both ways.
        var tab = (ChromiumTab)teacher.Tab;
        await tab.GoToAsync(new Uri(site, $"/recordings/{(string)ready["id"]!}").ToString(), _ct);
        await tab.WaitForAsync("replay-play", _ct);
        var replay = new Replay(tab, (string)rendition["id"]!);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(student.Sender, _ct);
        Assert.StartsWith("blob:", await tab.EvaluateAsync<string>($"document.querySelector('video[data-rendition=\"{replay.Rendition}\"]').src", _ct), StringComparison.Ordinal);
        Assert.True(await tab.EvaluateAsync<bool>("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.webm'))", _ct), "the page has fetched WebM segments");
        await replay.PressPlayAsync(_ct);
        foreach (var milliseconds in new[] { 10_000, 3000 })
        {
            await replay.SeekAsync(milliseconds, _ct);
            await replay.ShowsAsync(video, (milliseconds - (double)rendition["startMs"]!) / 1000, _ct);
        }
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
        Figures.Keep("vp8", new { TruthSeconds = truth.TotalSeconds, Probed = probed, video.Frames.Count, SpanSeconds = span, Detail = detail });
    }

    /// <summary>Records for a while; the answer is the time between the recording's start and the click that ends it.</summary>
    private async Task<TimeSpan> RecordAsync(Attendee teacher, Account owner, string room)
    {
        await teacher.Tab.ClickAsync("record-button", _ct);
        await Until.ValueAsync(() => teacher.AttributeAsync("recording-pill", "data-state", _ct), state => state == "recording", 30, "a recording runs", _ct);
        var since = DateTimeOffset.Parse((string)(await ListingAsync(owner, room))["startedAt"]!, CultureInfo.InvariantCulture);
        await Until.TrueAsync(() => Task.FromResult(DateTimeOffset.UtcNow - since >= Length), 60, "the lecture has gone on for a while", _ct);
        await teacher.Tab.ClickAsync("record-button", _ct);
        await teacher.Tab.ClickAsync("record-stop-confirm", _ct);
        return DateTimeOffset.UtcNow - since;
    }

    /// <summary>One file of the initialization segment and the media segments in the playlist's order. ffmpeg's own HLS reader takes no WebM.</summary>
    private async Task<string> AssembleAsync(Account reader, Uri playlist)
    {
        var lines = Encoding.UTF8.GetString(await reader.DownloadAsync(playlist, _ct)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
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

    /// <summary>The codecs of the video that this page sends, as its own statistics tell.</summary>
    private Task<string> SentCodecAsync(Attendee attendee) => attendee.Tab.EvaluateAsync<string>(
        "probe.stats().then((found) => found.filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video').map(({ codec }) => codec).join())", _ct);

    private Task<int> SentWidthAsync(Attendee attendee) => attendee.Tab.EvaluateAsync<int>(
        "probe.stats().then((found) => found.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'video')?.width ?? 0)", _ct);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonNode> ListingAsync(Account owner, string room) =>
        (await owner.GetAsync($"/api/recordings?room={room}", _ct)).AsArray().Single()!;
}
