
namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>A teacher and two students in real browsers with default settings, through the real server.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class LectureTests(LectureHall hall)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everyone_sees_and_hears_everyone_else()
    {
        await hall.GatherAsync(_ct);
        Attendee[] everybody = [hall.Teacher, hall.Anna, hall.Boris];
        var pairs = everybody.SelectMany(viewer => everybody.Where(other => other != viewer).Select(other => (Viewer: viewer, Other: other))).ToList();
        foreach (var (viewer, other) in pairs) await viewer.HearsAsync(other, _ct);

        // From here on ten seconds are measured.
        var flows = new List<PictureFlow>();
        foreach (var (viewer, other) in pairs) flows.Add(await PictureFlow.StartAsync(viewer, other, _ct));
        var figures = new List<object>();
        var wrong = new List<string>();
        foreach (var flow in flows)
        {
            var (figure, complaints) = await flow.EndAsync(10, _ct);
            figures.Add(figure);
            wrong.AddRange(complaints);
        }
        Figures.Keep("lecture-of-three", figures);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_shared_screen_comes_and_goes()
    {
        await hall.GatherAsync(_ct);
        await hall.Teacher.Tab.ClickAsync("share-button", _ct);
        await hall.Teacher.WaitPressedAsync("share-button", true, _ct);
        foreach (var student in new[] { hall.Anna, hall.Boris })
        {
            var frames = await Until.ValueAsync(() => ScreenFramesAsync(student), count => count > 0, 30, $"{student.Name} sees the screen", _ct);
            await Until.ValueAsync(() => ScreenFramesAsync(student), count => count > frames + 10, 20, "the screen moves on", _ct);
            await student.SeesAsync(hall.Teacher, _ct);
        }
        await hall.Teacher.Tab.ClickAsync("share-button", _ct);
        await Until.ValueAsync(() => ScreenFramesAsync(hall.Anna), count => count == -1, 20, "the screen is gone", _ct);
        await hall.Anna.SeesAsync(hall.Teacher, _ct);
    }

    [Fact]
    public async Task The_switches_silence_and_hide_the_students()
    {
        await hall.GatherAsync(_ct);
        await hall.Teacher.HearsAsync(hall.Anna, _ct);
        await hall.Teacher.SwitchAsync("switch-speak", false, _ct);
        await hall.Teacher.SwitchAsync("switch-camera", false, _ct);
        await hall.Anna.WaitPressedAsync("mic-button", false, _ct);
        await Until.ValueAsync(() => hall.Anna.AttributeAsync("mic-button", "disabled", _ct), value => value is not null, 15, "Anna's microphone button is disabled", _ct);
        await Until.TrueAsync(async () => !await hall.Teacher.Tab.WatchAsync(hall.Anna.Sender, _ct), 15, "Anna's picture is gone", _ct);
        await Until.ValueAsync(() => hall.Teacher.Tab.EvaluateAsync<double>("probe.loudness()", _ct), loudness => loudness < 0.001, 15, "the teacher hears nobody", _ct);
        await hall.Anna.HearsAsync(hall.Teacher, _ct);

        await hall.Teacher.SwitchAsync("switch-speak", true, _ct);
        await hall.Teacher.SwitchAsync("switch-camera", true, _ct);
        foreach (var student in new[] { hall.Anna, hall.Boris })
        {
            // Nothing goes on by itself; a person presses.
            await Until.ValueAsync(() => student.AttributeAsync("mic-button", "disabled", _ct), value => value is null, 15, "the microphone may be used again", _ct);
            await student.Tab.ClickAsync("mic-button", _ct);
            await student.Tab.ClickAsync("camera-button", _ct);
            await hall.Teacher.SeesAsync(student, _ct);
        }
        await hall.Teacher.Tab.EvaluateAsync<bool>("probe.hush() ?? true", _ct);
        await hall.Teacher.HearsAsync(hall.Anna, _ct);
    }

    [Fact]
    public async Task Who_leaves_is_gone_at_once_and_may_come_back()
    {
        await hall.GatherAsync(_ct);
        await hall.Anna.LeaveAsync(_ct);
        await hall.Teacher.SeesRosterAsync(_ct, hall.Teacher.Name, hall.Boris.Name);
        await hall.Anna.EnterAsync(hall.Room, _ct);
        await hall.Teacher.SeesRosterAsync(_ct, hall.Teacher.Name, hall.Anna.Name, hall.Boris.Name);
        await hall.Teacher.SeesAsync(hall.Anna, _ct);
        await hall.Anna.SeesAsync(hall.Teacher, _ct);
    }

    [Fact]
    public async Task A_reload_resumes_under_the_same_name_and_leaves_no_ghost()
    {
        await hall.GatherAsync(_ct);
        await hall.Anna.Tab.ReloadAsync(_ct);
        await hall.Anna.Tab.WaitForAsync("room", _ct, 30);
        await hall.Anna.SeesAsync(hall.Teacher, _ct);
        await hall.Teacher.SeesAsync(hall.Anna, _ct);
        await hall.Teacher.SeesRosterAsync(_ct, hall.Teacher.Name, hall.Anna.Name, hall.Boris.Name);
    }

    [Fact]
    public async Task Ten_seconds_without_network_mend_themselves_and_leave_no_ghost()
    {
        await hall.GatherAsync(_ct);
        await hall.Network.CutAsync();
        var cut = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(cut).TotalSeconds >= 10), 12, "ten seconds have passed", _ct);
        await hall.Network.MendAsync();
        await hall.Teacher.SeesRosterAsync(_ct, hall.Teacher.Name, hall.Anna.Name, hall.Boris.Name);
        await hall.Boris.Tab.WaitForGoneAsync("reconnecting", _ct, 30);
        await AssertMovesAsync(hall.Boris, hall.Teacher);
        await AssertMovesAsync(hall.Teacher, hall.Boris);
        await hall.Teacher.SeesRosterAsync(_ct, hall.Teacher.Name, hall.Anna.Name, hall.Boris.Name);
    }

    [Fact]
    public async Task A_latecomer_has_the_whole_chat()
    {
        await hall.GatherAsync(_ct);
        var room = $"{Guid.NewGuid():N}"[..8];
        string[] said = [$"{room} one", $"{room} два", $"{room} <b>three</b>"];
        await hall.Boris.LeaveAsync(_ct);
        await hall.Teacher.SayAsync(said[0], _ct);
        await hall.Anna.SayAsync(said[1], _ct);
        await Until.ValueAsync(() => hall.Teacher.ChatAsync(_ct), chat => chat.Contains(said[1]), 15, "the teacher reads Anna's line", _ct);
        await hall.Teacher.SayAsync(said[2], _ct);
        await hall.Boris.EnterAsync(hall.Room, _ct);
        var read = await Until.ValueAsync(() => hall.Boris.ChatAsync(_ct), chat => chat.Contains(said[2]), 15, "the latecomer reads the last line", _ct);
        Assert.Equal(said, read.Where(line => line.StartsWith(room, StringComparison.Ordinal)));
    }

    private async Task AssertMovesAsync(Attendee viewer, Attendee other)
    {
        await viewer.SeesAsync(other, _ct);
        await Until.ValueAsync(() => viewer.Tab.ReportAsync(other.Sender, _ct), report => report.Steps > 10, 30, $"{other.Name} moves at {viewer.Name}'s", _ct);
    }

    /// <summary>Frames of the shared screen that the page has presented; 0 before the first, -1 without a screen.</summary>
    private Task<int> ScreenFramesAsync(Attendee viewer) => viewer.Tab.EvaluateAsync<int>(
        "(() => { const video = document.querySelector('[data-testid=\"tile\"][data-source=\"screen\"] video'); return video === null ? -1 : video.videoWidth === 0 ? 0 : video.getVideoPlaybackQuality().totalVideoFrames; })()",
        _ct);
}
