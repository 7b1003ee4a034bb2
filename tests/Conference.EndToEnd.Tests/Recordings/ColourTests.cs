using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>The green behind Chromium's own fake camera picture (BT.601) is the same green at the far end and in the replay.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class ColourTests(LectureHall hall)
{
    /// <summary>Of 255. Coding costs a unit or two; a wrong matrix costs 20 to 60.</summary>
    private const int Tolerance = 6;

    private static readonly string[] FakeCamera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Greens_stay_green_from_camera_to_viewer_and_replay()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Vera Verde", _ct);
        var room = await owner.CreateRoomAsync("Colours", _ct);
        await using var browser = await Chromium.StartAsync(null, Chromium.Installed, FakeCamera);
        await using var teacher = new Attendee(await browser.OpenAsync("colour teacher"), owner.Name, 0, 0, hall.Server.Address);
        await using var student = new Attendee(await browser.OpenAsync("colour student"), "Gregor", 0, 0, hall.Server.Address);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        await student.EnterAsync(room, _ct);

        var seen = await Until.ValueAsync(() => GreenAsync(student.Tab, Tile(own: false)), green => green > 0, 30, "the student sees the teacher", _ct);
        var sent = await Until.ValueAsync(() => GreenAsync(teacher.Tab, Tile(own: true)), green => green > 0, 15, "the teacher sees the own picture", _ct);
        var running = await RunningRecording.StartAsync(teacher, owner, room, _ct);
        await Until.ValueAsync(() => FramesAsync(student.Tab), frames => frames > 150, 60, "there is a while to record", _ct);
        var recording = await running.StopAsync(_ct);
        var camera = recording.Renditions("camera", owner.Name)[0];
        await teacher.EndAsync(_ct);

        await teacher.Tab.GoToAsync(recording.Page, _ct);
        await teacher.Tab.WaitForAsync("replay-play", _ct);
        await teacher.Tab.ClickAsync("replay-play", _ct);
        var replayed = await Until.ValueAsync(
            () => GreenAsync(teacher.Tab, $"video[data-rendition=\"{(string)camera["id"]!}\"]"), green => green > 0, 30, "the replay shows the teacher", _ct);

        Figures.Keep("colours", new { Codecs = (string)camera["codecs"]!, Sent = sent, Seen = seen, Replayed = replayed });
        Assert.StartsWith("vp09", (string)camera["codecs"]!, StringComparison.Ordinal);
        Assert.InRange(sent, 100, 160); // the fake camera's green is 135
        Assert.InRange(seen, sent - Tolerance, sent + Tolerance);
        Assert.InRange(replayed, sent - Tolerance, sent + Tolerance);
    }

    private static string Tile(bool own) => $"[data-testid=\"tile\"][data-self=\"{(own ? "true" : "false")}\"] video";

    /// <summary>The middle value of green along the picture's left edge, where nothing moves; 0 while there is no picture.</summary>
    private Task<int> GreenAsync(BrowserTab tab, string selector) => tab.EvaluateAsync<int>(
        $$"""
        (() => {
          const video = document.querySelector('{{selector}}');
          if (video === null || video.readyState < 2 || video.videoWidth === 0) return 0;
          const canvas = new OffscreenCanvas(64, 36).getContext('2d');
          canvas.drawImage(video, 0, 0, 64, 36);
          const { data } = canvas.getImageData(4, 0, 1, 36);
          return Array.from({ length: 36 }, (_, y) => data[4 * y + 1]).sort((a, b) => a - b)[18];
        })()
        """, _ct);

    private Task<int> FramesAsync(BrowserTab tab) =>
        tab.EvaluateAsync<int>($"document.querySelector('{Tile(own: false)}')?.getVideoPlaybackQuality().totalVideoFrames ?? 0", _ct);
}
