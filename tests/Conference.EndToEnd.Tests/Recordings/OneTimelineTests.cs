using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>
/// A lecture in which tracks come, go and fall silent while it is recorded: a camera that sends nothing for a while (<c>replaceTrack(null)</c>, which no server is told of), a voice
/// that is muted, a screen that is on, off and on, somebody who leaves and comes back. One recording on one time line, which both browsers play through.
/// </summary>
[Collection(LectureHallDefinition.Name)]
public sealed class OneTimelineTests(LectureHall hall)
{
    private const string KeepSenders = """
        const add = RTCPeerConnection.prototype.addTransceiver;
        RTCPeerConnection.prototype.addTransceiver = function (...about) {
          const transceiver = add.apply(this, about);
          (globalThis.senders ??= []).push(transceiver.sender);
          return transceiver;
        };
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_comes_and_goes_is_one_recording_that_both_browsers_play_through()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Gabi Gap", _ct);
        var room = await owner.CreateRoomAsync("On and off", _ct);
        var site = hall.Server.Address;
        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("gap teacher"), owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, site);
        await using var student = new Attendee(await hall.AnnasBrowser.OpenAsync("gap student", KeepSenders), "Otto", hall.Anna.Sender, hall.Anna.Tone, site);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        await student.EnterAsync(room, _ct);
        await teacher.SeesAsync(student, _ct);
        await student.SeesAsync(teacher, _ct);
        var running = await RunningRecording.StartAsync(teacher, owner, room, _ct);
        await teacher.TurnOnAsync("share-button", _ct);
        var shared = running.Seconds;
        await running.WaitUntilAsync(shared + 4, _ct);
        var off = running.Seconds;
        await teacher.TurnOffAsync("share-button", _ct);
        await teacher.TurnOffAsync("mic-button", _ct);
        Assert.True(await student.Tab.EvaluateAsync<bool>(
            "(globalThis.camera = senders.find(({ track }) => track?.kind === 'video'), globalThis.picture = camera.track, camera.replaceTrack(null).then(() => true))", _ct));
        var isOff = running.Seconds;
        await running.WaitUntilAsync(isOff + 4, _ct);
        var sharing = running.Seconds;
        await teacher.TurnOnAsync("share-button", _ct);
        var sharedAgain = running.Seconds;
        await running.WaitUntilAsync(sharedAgain + 4, _ct);
        var on = running.Seconds;
        await teacher.TurnOffAsync("share-button", _ct);
        var unshared = running.Seconds;
        await teacher.TurnOnAsync("mic-button", _ct);
        Assert.True(await student.Tab.EvaluateAsync<bool>("camera.replaceTrack(picture).then(() => true)", _ct));
        await teacher.SeesAsync(student, _ct);
        var back = running.Seconds;
        await running.WaitUntilAsync(back + 5, _ct);
        await student.LeaveAsync(_ct);
        var left = running.Seconds;
        await student.EnterAsync(room, _ct);
        await teacher.SeesAsync(student, _ct);
        var again = running.Seconds;
        await running.WaitUntilAsync(again + 4, _ct);
        var recording = await running.StopAsync(_ct);
        await teacher.EndAsync(_ct);
        Figures.Keep("camera-off", recording.Detail);

        // Where something must have begun or ended before a page said so, that is the limit; where a browser takes its time to begin, two seconds more are left to it.
        var cameras = recording.Renditions("camera", student.Name);
        Assert.Equal(2, cameras.Count);
        var camera = cameras[0];
        // A page that leaves may stand still for a moment before it goes.
        var gap = camera["gaps"]!.AsArray().Select(found => found!).MaxBy(found => (double)found["endMs"]! - (double)found["startMs"]!)!;
        Assert.DoesNotContain(camera["gaps"]!.AsArray(), other => other != gap && (double)other!["endMs"]! / 1000 < back + 4);
        Assert.InRange((double)gap["startMs"]! / 1000, off - 1, isOff + 1);
        Assert.InRange((double)gap["endMs"]! / 1000, on, back + 0.5);
        Assert.InRange(FinishedRecording.End(camera) / 1000, back + 4, left + 1);
        Assert.InRange((double)cameras[1]["startMs"]! / 1000, left - 1, again + 0.5);
        Assert.InRange(FinishedRecording.End(cameras[1]), recording.Milliseconds - 100, recording.Milliseconds + 100);
        var screens = recording.Renditions("screen", teacher.Name);
        Assert.Equal(2, screens.Count);
        Assert.InRange((double)screens[0]["startMs"]! / 1000, 0, shared + 2);
        Assert.InRange(FinishedRecording.End(screens[0]) / 1000, off - 1, isOff + 1);
        Assert.InRange((double)screens[1]["startMs"]! / 1000, sharing, sharedAgain + 2);
        Assert.InRange(FinishedRecording.End(screens[1]) / 1000, on - 1, unshared + 1);
        // A muted voice is a silent one.
        var voice = Assert.Single(recording.Renditions("voice", teacher.Name));
        Assert.InRange((double)voice["startMs"]!, 0, 1000);
        Assert.InRange(FinishedRecording.End(voice), recording.Milliseconds - 100, recording.Milliseconds + 100);
        var mix = Assert.Single(recording.Renditions("mix"));
        Assert.InRange(FinishedRecording.End(mix), recording.Milliseconds - 100, recording.Milliseconds + 100);

        await PlaysThroughAsync(teacher.Tab, recording.Page, camera, gap, student);
        await using var firefox = await FirefoxTab.StartAsync("Firefox", [], _ct);
        await new Attendee(firefox, owner.Name, 0, 0, site).SignInAsync(owner);
        await PlaysThroughAsync(firefox, recording.Page, camera, gap, student);
        Assert.DoesNotContain(((ChromiumTab)teacher.Tab).Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
    }

    /// <summary>From before the gap through it: the picture goes away, comes back, and is the right one; and a seek into the middle of it finds media there.</summary>
    private async Task PlaysThroughAsync(BrowserTab tab, string page, JsonNode camera, JsonNode gap, Attendee student)
    {
        await tab.GoToAsync(page, _ct);
        await tab.WaitForAsync("replay-play", _ct);
        var replay = new Replay(tab, (string)camera["id"]!);
        await replay.SeekAsync((int)gap["startMs"]! - 500, _ct);
        await replay.PressPlayAsync(_ct);
        await Until.ValueAsync(() => IsShownAsync(tab, camera), shown => !shown, 30, "the picture of a camera that is off is not shown", _ct);
        await Until.ValueAsync(() => IsShownAsync(tab, camera), shown => shown, 60, "the picture comes back", _ct);
        await replay.PlaysAsync(student.Sender, _ct);
        Assert.Equal(1, await tab.EvaluateAsync<int>($"document.querySelector('video[data-rendition=\"{(string)camera["id"]!}\"]').buffered.length", _ct));
        await replay.SeekAsync(((int)gap["startMs"]! + (int)gap["endMs"]!) / 2, _ct);
        await Until.ValueAsync(() => IsShownAsync(tab, camera), shown => !shown, 30, "it is off again", _ct);
        await Until.ValueAsync(() => tab.EvaluateAsync<bool>(
            $"(() => {{ const v = document.querySelector('video[data-rendition=\"{(string)camera["id"]!}\"]'); return !v.seeking && v.readyState >= 2; }})()", _ct),
            isThere => isThere, 15, "the held picture is there", _ct);
    }

    private Task<bool> IsShownAsync(BrowserTab tab, JsonNode rendition) => tab.EvaluateAsync<bool>(
        $"document.querySelector('video[data-rendition=\"{(string)rendition["id"]!}\"]')?.closest('figure').hidden === false", _ct);
}
