using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

[Collection(LectureHallDefinition.Name)]
public sealed class RecordingTests(RecordedLecture lecture) : IClassFixture<RecordedLecture>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    private FinishedRecording Recording => lecture.Recording;

    [Fact]
    public async Task The_length_is_within_a_second_of_the_truth()
    {
        Assert.InRange(Recording.Milliseconds / 1000, Recording.Truth.TotalSeconds - 1, Recording.Truth.TotalSeconds + 1);
        Assert.InRange(await ProbedLengthAsync(Recording.Renditions("mix").Single()), Recording.Truth.TotalSeconds - 1, Recording.Truth.TotalSeconds + 1);
    }

    [Fact]
    public async Task Every_camera_is_there_with_the_right_picture()
    {
        foreach (var attendee in new[] { lecture.Teacher, lecture.Student, lecture.Firefox })
        {
            var rendition = Recording.Renditions("camera", attendee.Name).Single();
            var video = await Recording.VideoAsync(rendition, _ct);
            var readable = video.Frames.Count(frame => frame.Reading?.Sender == attendee.Sender);
            Assert.True(readable > 0.9 * video.Frames.Count, $"{readable} of {video.Frames.Count} frames show {attendee.Name}");
            Assert.True(lecture.Sent[attendee.Name] > Recording.Truth.TotalSeconds && video.Frames.Count >= 0.95 * lecture.Sent[attendee.Name],
                $"{video.Frames.Count} of {lecture.Sent[attendee.Name]} frames of {attendee.Name}");
            Assert.InRange(await ProbedLengthAsync(rendition), Recording.Truth.TotalSeconds - 1, Recording.Truth.TotalSeconds + 1);
        }
    }

    [Fact]
    public async Task The_screen_is_there_for_as_long_as_it_was_shared()
    {
        var rendition = Recording.Renditions("screen").Single();
        var video = await Recording.VideoAsync(rendition, _ct);
        Assert.True(lecture.Sent["screen"] > 0 && video.Frames.Count >= 0.95 * lecture.Sent["screen"], $"{video.Frames.Count} of {lecture.Sent["screen"]} frames");
        // From its first picture, which the browser may take seconds for, to the moment the server heard that it is over.
        var start = (double)rendition["startMs"]!;
        Assert.InRange(start, lecture.Shared.From - 1000, lecture.Shared.From + 4000);
        Assert.InRange(start + (await ProbedLengthAsync(rendition) * 1000), lecture.Shared.To - 2000, lecture.Shared.To + 1000);
        Assert.Equal(lecture.Teacher.Name, (string?)rendition["participant"]);
    }

    [Fact]
    public async Task Every_voice_is_there_by_itself_and_in_the_mix()
    {
        var mix = await Recording.AudioAsync(Recording.Renditions("mix").Single(), _ct);
        foreach (var attendee in new[] { lecture.Teacher, lecture.Student, lecture.Firefox })
        {
            var voice = await Recording.AudioAsync(Recording.Renditions("voice", attendee.Name).Single(), _ct);
            Assert.True(voice.Share(attendee.Tone) > 0.5, $"the voice of {attendee.Name} has a share of {voice.Share(attendee.Tone):F2} at {attendee.Tone} Hz");
            Assert.True(mix.Presence(attendee.Tone) > 0.1, $"the mix has a share of {mix.Presence(attendee.Tone):F3} at {attendee.Name}'s {attendee.Tone} Hz");
        }
        Assert.True(mix.Presence(1777) < 0.01, $"the mix has a share of {mix.Presence(1777):F3} at a frequency that nobody sounded");
    }

    // Chromium alone: without a sound card Firefox's sound clock runs off its picture's by some percent, before anything of ours is involved.
    [Theory, InlineData("Maria Curie", 1000)]
    public async Task Picture_and_sound_are_in_step(string participant, int tone)
    {
        var camera = Recording.Renditions("camera", participant).Single();
        var flashes = FinishedRecording.OnTimeline(camera, (await Recording.VideoAsync(camera, _ct)).Flashes, (await Recording.VideoAsync(camera, _ct)).Frames[0].Time);
        foreach (var kind in new[] { "voice", "mix" })
        {
            var rendition = kind == "mix" ? Recording.Renditions("mix").Single() : Recording.Renditions("voice", participant).Single();
            var audio = await Recording.AudioAsync(rendition, _ct);
            var beeps = FinishedRecording.OnTimeline(rendition, audio.Beeps(tone), audio.Start);
            var offsets = flashes.Select(flash => beeps.Select(beep => beep - flash - Script.Lead.TotalSeconds).MinBy(Math.Abs)).Where(offset => Math.Abs(offset) < 0.5).Order().ToList();
            Assert.True(offsets.Count >= 6, $"{offsets.Count} pairs of {flashes.Count} flashes and {beeps.Count} beeps in {kind}");
            var median = offsets[offsets.Count / 2];
            Figures.Keep($"sync-{tone}-{kind}", new { Participant = participant, MedianMs = median * 1000, OffsetsMs = offsets.Select(offset => offset * 1000) });
            // A browser without a processor for 25 pictures a second draws, captures and encodes them late; that is in what it sends.
            var late = Math.Max(0, (Recording.Truth.TotalSeconds / lecture.Sent[participant]) - 0.040);
            Assert.True(Math.Abs(median) <= 0.080 + (2 * late), $"sound is {median * 1000:F0} ms behind the picture in {kind}, which was sent {late * 1000:F0} ms late");
        }
    }

    [Fact]
    public async Task The_replay_page_plays_it_and_seeks_to_the_right_picture()
    {
        await using var tab = await OpenAsStaffAsync("/recordings");
        await Until.TrueAsync(() => tab.HasAsync("recording-row", _ct), 15, "the recording is listed", _ct);
        await tab.Page.Locator("[data-testid=recording-row] a").First.ClickAsync();
        await tab.WaitForAsync("replay-play", _ct);

        var camera = Recording.Renditions("camera", lecture.Teacher.Name).Single();
        var replay = new Replay(tab, (string)camera["id"]!);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(lecture.Teacher.Sender, _ct);

        // Pause, then far ahead: the picture there is the one that the recording has at that time.
        await replay.PressPlayAsync(_ct);
        const int target = 15_000;
        await replay.SeekAsync(target, _ct);
        await replay.ShowsAsync(await Recording.VideoAsync(camera, _ct), (target - (double)camera["startMs"]!) / 1000, _ct);
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chapters_and_chat_are_beside_the_picture_in_their_time_and_lead_there()
    {
        await using var tab = await OpenAsStaffAsync($"/recordings/{Recording.Id}?t=0");
        await Until.ValueAsync(() => tab.TextsAsync("replay-chapter", _ct), found => found.Count == 2, 15, "the mark and the screen are chapters", _ct);
        Assert.Contains(RecordedLecture.Mark, (await tab.TextsAsync("replay-chapter", _ct))[0], StringComparison.Ordinal);
        Assert.Contains(lecture.Teacher.Name, (await tab.TextsAsync("replay-chapter", _ct))[1], StringComparison.Ordinal);
        Assert.Equal(2, (await tab.TextsAsync("replay-tick", _ct)).Count);

        // A click on the second chapter leads to where the screen began.
        var screen = (int)(double)Recording.Renditions("screen").Single()["startMs"]!;
        await tab.Page.GetByTestId("replay-chapter").Nth(1).ClickAsync();
        await AtAsync(tab, screen);

        // What was written before the recording is not in it; what was written in it is there once its time has come.
        await tab.ClickAsync("replay-tab-chat", _ct);
        await Until.ValueAsync(() => tab.TextsAsync("replay-message", _ct), found => found.Count == 1, 15, "the message of the recording is shown", _ct);
        Assert.Contains(RecordedLecture.Message, await tab.TextAsync("replay-message", _ct), StringComparison.Ordinal);
        await tab.Page.Keyboard.PressAsync("0");
        await AtAsync(tab, 0);
        await Until.ValueAsync(() => tab.TextsAsync("replay-message", _ct), found => found.Count == 0, 15, "at the start nobody has written yet", _ct);

        // The search finds it all the same, and its time leads there.
        await tab.FillAsync("replay-search", "PAGE 42", _ct);
        await Until.ValueAsync(() => tab.TextsAsync("replay-message", _ct), found => found.Count == 1, 15, "the search finds the message", _ct);
        await tab.ClickAsync("replay-jump", _ct);
        await tab.FillAsync("replay-search", "", _ct);
        await Until.ValueAsync(() => tab.TextsAsync("replay-message", _ct), found => found.Count == 1, 15, "the chat is where the message was written", _ct);
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_leads_to_its_moment_and_arrangement_and_place_are_remembered()
    {
        // The screen is there for some seconds already.
        var moment = 4 + (int)((double)Recording.Renditions("screen").Single()["startMs"]! / 1000);
        await using var tab = await OpenAsStaffAsync($"/recordings/{Recording.Id}?t={moment}");
        await tab.WaitForAsync("replay-play", _ct);
        await AtAsync(tab, 1000 * moment);
        var camera = Recording.Renditions("camera", lecture.Teacher.Name).Single();
        await new Replay(tab, (string)camera["id"]!).ShowsAsync(await Recording.VideoAsync(camera, _ct), moment - ((double)camera["startMs"]! / 1000), _ct);
        await Until.TrueAsync(() => tab.HasAsync("replay-divider", _ct), 15, "screen and camera are side by side", _ct);

        // One in the other; the small one goes where it is dragged, and where the arrow keys lead it.
        await tab.Page.Keyboard.PressAsync("i");
        await Until.ValueAsync(() => tab.EvaluateAsync<string>(Arranged, _ct), found => found == "inset screen", 15, "the camera lies in the screen", _ct);
        var before = (await tab.Page.Locator(".pane.camera").BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(before.X + (before.Width / 2), before.Y + (before.Height / 2));
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(before.X + (before.Width / 2) - 150, before.Y + (before.Height / 2) - 80);
        await tab.Page.Mouse.UpAsync();
        var dragged = (await tab.Page.Locator(".pane.camera").BoundingBoxAsync())!;
        Assert.InRange(dragged.X, before.X - 155, before.X - 145);
        Assert.InRange(dragged.Y, before.Y - 85, before.Y - 75);
        Assert.Equal("false", await tab.Page.GetByTestId("replay-play").GetAttributeAsync("data-playing")); // a drag is no click
        await tab.Page.GetByTestId("replay-inset-handle").FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowUp");
        Assert.True((await tab.Page.Locator(".pane.camera").BoundingBoxAsync())!.Y < dragged.Y - 5);
        await AtAsync(tab, 1000 * moment); // the arrow keys moved the picture, not the time
        await tab.Page.Keyboard.PressAsync("s");

        await tab.Page.GetByTestId("replay-speed").SelectOptionAsync("3");
        await tab.Page.GetByTestId("replay-speed").BlurAsync();
        await tab.GoToAsync(new Uri(lecture.Server.Address, $"/recordings/{Recording.Id}").ToString(), _ct);
        await tab.WaitForAsync("replay-resumed", _ct);
        await AtAsync(tab, 1000 * moment);
        Assert.Equal("inset camera", await tab.EvaluateAsync<string>(Arranged, _ct));
        Assert.Equal("3", await tab.Page.GetByTestId("replay-speed").InputValueAsync());
    }

    /// <summary>The same pictures encoded once more, with a key frame at the very start alone, as from a publisher that makes none when asked.</summary>
    [Fact]
    public async Task A_link_into_segments_without_a_key_frame_shows_the_picture_of_its_moment()
    {
        var camera = Recording.Renditions("camera", lecture.Teacher.Name).Single();
        var folder = Directory.CreateTempSubdirectory("conference-no-key-frames-").FullName;
        try
        {
            var playlist = Path.Combine(folder, "index.m3u8");
            await Ffmpeg.RunAsync([.. Recording.LetIn, "-i", Recording.Address(camera), "-fps_mode", "passthrough", "-enc_time_base", "1:90000", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "9999",
                "-sc_threshold", "0", "-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_flags", "split_by_time",
                "-hls_segment_filename", Path.Combine(folder, "%06d.m4s"), playlist], null, _ct);
            await using var tab = await OpenAsStaffAsync("/recordings");
            await tab.Page.RouteAsync($"**/{(string)camera["id"]!}/*", route => route.FulfillAsync(new() { Path = Path.Combine(folder, Path.GetFileName(new Uri(route.Request.Url).AbsolutePath)) }));
            await tab.GoToAsync($"{Recording.Page}?t=14", _ct);
            await tab.WaitForAsync("replay-play", _ct);
            var replay = new Replay(tab, (string)camera["id"]!);
            await ShowsAsync(14);
            await replay.SeekAsync(21_000, _ct);
            await ShowsAsync(21);

            async Task ShowsAsync(double seconds) => await replay.ShowsAsync(await Recording.VideoAsync(camera, _ct), seconds - ((double)camera["startMs"]! / 1000), _ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task It_is_trimmed_on_the_page_and_taken_along_as_one_video_file_and_all_of_it_comes_back()
    {
        var whole = (int)Recording.Milliseconds;
        var camera = Recording.Renditions("camera", lecture.Teacher.Name).Single();
        var recorded = await Recording.VideoAsync(camera, _ct);
        await using var tab = await OpenAsStaffAsync($"/recordings/{Recording.Id}?t=0");
        await tab.WaitForAsync("trim-open", _ct);
        var replay = new Replay(tab, (string)camera["id"]!);

        // Five seconds from the start, and four from the middle: both ends of the cut in either order.
        await tab.ClickAsync("trim-open", _ct);
        await SetAsync(5000, "trim-start");
        await SetAsync(14_000, "trim-mark");
        await SetAsync(10_000, "trim-mark");
        await SetAsync(20_000, "trim-end");
        await tab.ClickAsync("trim-undo", _ct);
        Assert.Equal(2, (await tab.TextsAsync("trim-cut", _ct)).Count);
        await tab.ClickAsync("trim-save", _ct);
        await LengthAsync(whole - 9000);
        foreach (var (place, moment) in ((int, int)[])[(1000, 6000), (6000, 15_000)])
        {
            await replay.SeekAsync(place, _ct);
            await replay.ShowsAsync(recorded, (moment - (double)camera["startMs"]!) / 1000, _ct);
        }

        await tab.ClickAsync("video-make", _ct);
        await tab.WaitForAsync("video-download", _ct, 180);
        var address = await tab.EvaluateAsync<string>("document.querySelector('[data-testid=video-download]').href", _ct);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mp4");
        try
        {
            await File.WriteAllBytesAsync(file, await lecture.Staff.DownloadAsync(new Uri(address), _ct), _ct);
            var probed = Encoding.ASCII.GetString(await Ffmpeg.ReadAsync("ffprobe",
                ["-show_entries", "stream=codec_name,width,height:format=duration", "-of", "csv=p=0", file], _ct)).Split('\n', StringSplitOptions.TrimEntries);
            Assert.Equal(["h264,1920,1080", "aac"], probed[..2]);
            Assert.InRange(double.Parse(probed[2], CultureInfo.InvariantCulture), (whole - 9100) / 1000.0, (whole - 8900) / 1000.0);
        }
        finally
        {
            File.Delete(file);
        }

        // Put back, the recording is whole again, and the page says that the file is not.
        await tab.ClickAsync("trim-open", _ct);
        for (var cuts = 2; cuts > 0; cuts--) await tab.Page.GetByTestId("trim-cut").First.GetByRole(Microsoft.Playwright.AriaRole.Button).Last.ClickAsync();
        await tab.ClickAsync("trim-save", _ct);
        await LengthAsync(whole);
        await tab.WaitForAsync("video-make", _ct);
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));

        async Task SetAsync(int moment, string button)
        {
            await replay.SeekAsync(moment, _ct);
            await AtAsync(tab, moment);
            await tab.ClickAsync(button, _ct);
        }

        Task<int> LengthAsync(int length) => Until.ValueAsync(
            () => tab.EvaluateAsync<int>("Number(document.querySelector('[data-testid=replay-seek]')?.max ?? -1)", _ct),
            max => Math.Abs(max - length) <= 300, 15, $"{length} ms are played", _ct);
    }

    [Fact]
    public async Task Staff_see_who_watched_what_share_and_the_viewer_does_not()
    {
        await lecture.Staff.PutAsync($"/api/rooms/{lecture.Room}/recording", new { mode = "manual", audience = "link", keptDays = (int?)null, download = true }, _ct);
        var link = (string)(await lecture.Staff.PostAsync($"/api/recordings/{Recording.Id}/link", new { }, _ct))!["url"]!;
        using var viewer = await lecture.Administrator.InviteAsync("teacher", "Vera Viewer", _ct);
        await using var watching = await OpenAsync(viewer, new Uri(link).AbsolutePath);
        await watching.WaitForAsync("replay-play", _ct);
        Assert.False(await watching.HasAsync("viewers", _ct));

        // From the start for a while, then over a stretch that is not watched.
        var replay = new Replay(watching, (string)Recording.Renditions("camera", lecture.Teacher.Name).Single()["id"]!);
        await replay.PressPlayAsync(_ct);
        await Until.ValueAsync(() => PlaceAsync(watching), at => at >= 6000, 30, "six seconds are played", _ct);
        await replay.PauseAsync(_ct);
        var watched = await PlaceAsync(watching);
        await replay.SeekAsync(20_000, _ct);
        await AtAsync(watching, 20_000);
        await watching.DisposeAsync();
        await Until.ValueAsync(
            async () => (await lecture.Staff.GetAsync($"/api/recordings/{Recording.Id}/viewers", _ct))["viewers"]!.AsArray().Select(found => (string)found!["name"]!),
            names => names.Contains(viewer.Name), 15, "the server knows what was watched", _ct);

        await using var staff = await OpenAsStaffAsync($"/recordings/{Recording.Id}");
        var line = staff.Page.GetByTestId("viewer").Filter(new() { HasText = viewer.Name });
        var share = int.Parse((await line.GetAttributeAsync("data-percent"))!, CultureInfo.InvariantCulture);
        var expected = 100 * watched / Recording.Milliseconds;
        Assert.InRange(share, expected - 4, expected + 4);
        Assert.Contains($"{share}", await line.TextContentAsync(), StringComparison.Ordinal);
    }

    private const string Arranged =
        "(({ inset, large }) => `${inset === 'true' ? 'inset' : 'beside'} ${large}`)(document.querySelector('[data-testid=replay-pictures]').dataset)";

    /// <summary>Waits until the slider stands within half a second of a moment.</summary>
    private Task<int> AtAsync(ChromiumTab tab, int milliseconds) => Until.ValueAsync(
        () => PlaceAsync(tab), at => Math.Abs(at - milliseconds) <= 500, 15, $"the replay stands at {milliseconds} ms", _ct);

    /// <summary>Where the slider stands, in milliseconds.</summary>
    private Task<int> PlaceAsync(ChromiumTab tab) => tab.EvaluateAsync<int>("Number(document.querySelector('[data-testid=replay-seek]')?.value ?? -1)", _ct);

    private Task<ChromiumTab> OpenAsStaffAsync(string path) => OpenAsync(lecture.Staff, path);

    private async Task<ChromiumTab> OpenAsync(Account account, string path)
    {
        var tab = await lecture.Browser.OpenAsync(account.Name);
        await new Attendee(tab, account.Name, 0, 0, lecture.Server.Address).SignInAsync(account);
        await tab.GoToAsync(new Uri(lecture.Server.Address, path).ToString(), _ct);
        return tab;
    }

    private async Task<double> ProbedLengthAsync(JsonNode rendition)
    {
        var output = await Ffmpeg.ReadAsync("ffprobe",
            [.. Recording.LetIn, "-show_entries", "format=duration", "-of", "csv=p=0", Recording.Address(rendition)], _ct);
        return double.Parse(Encoding.ASCII.GetString(output).Trim(), CultureInfo.InvariantCulture);
    }
}
