using System.Globalization;
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
        await teacher.Tab.ClickAsync("record-button", _ct);
        await Until.ValueAsync(() => teacher.AttributeAsync("recording-pill", "data-state", _ct), state => state == "recording", 30, "a recording runs", _ct);
        var since = DateTimeOffset.Parse((string)(await ListingAsync(owner, room))["startedAt"]!, CultureInfo.InvariantCulture);
        double Seconds() => (DateTimeOffset.UtcNow - since).TotalSeconds;
        await teacher.Tab.ClickAsync("share-button", _ct);
        await WaitUntilAsync(since, 6);
        await teacher.Tab.ClickAsync("share-button", _ct);
        await teacher.TurnOffAsync("mic-button", _ct);
        Assert.True(await student.Tab.EvaluateAsync<bool>(
            "(globalThis.camera = senders.find(({ track }) => track?.kind === 'video'), globalThis.picture = camera.track, camera.replaceTrack(null).then(() => true))", _ct));
        await WaitUntilAsync(since, 11);
        await teacher.Tab.ClickAsync("share-button", _ct);
        await WaitUntilAsync(since, 17);
        await teacher.Tab.ClickAsync("share-button", _ct);
        await teacher.TurnOnAsync("mic-button", _ct);
        Assert.True(await student.Tab.EvaluateAsync<bool>("camera.replaceTrack(picture).then(() => true)", _ct));
        await teacher.SeesAsync(student, _ct);
        var back = Seconds();
        await WaitUntilAsync(since, back + 5);
        await student.LeaveAsync(_ct);
        await student.EnterAsync(room, _ct);
        await teacher.SeesAsync(student, _ct);
        var again = Seconds();
        await WaitUntilAsync(since, again + 4);
        await teacher.Tab.ClickAsync("record-button", _ct);
        await teacher.Tab.ClickAsync("record-stop-confirm", _ct);
        var ready = await Until.ValueAsync(() => ListingAsync(owner, room), listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", _ct);
        Assert.Equal("ready", (string)ready["state"]!);
        var detail = await owner.GetAsync($"/api/recordings/{(string)ready["id"]!}", _ct);
        await teacher.Tab.ClickAsync("end-button", _ct);
        await teacher.Tab.ClickAsync("end-confirm", _ct);
        Figures.Keep("camera-off", detail);

        List<JsonNode> Renditions(string kind, string participant) => [.. detail["renditions"]!.AsArray().Select(r => r!)
            .Where(r => (string)r["kind"]! == kind && (string?)r["participant"] == participant).OrderBy(r => (double)r["startMs"]!)];
        static double End(JsonNode rendition) => (double)rendition["startMs"]! + (double)rendition["durationMs"]!;

        var cameras = Renditions("camera", student.Name);
        Assert.Equal(2, cameras.Count);
        var camera = cameras[0];
        var gap = Assert.Single(camera["gaps"]!.AsArray())!;
        Assert.InRange((double)gap["startMs"]! / 1000, 4, 9);
        Assert.InRange((double)gap["endMs"]! / 1000, 16, back + 0.5);
        Assert.InRange(End(camera) / 1000, back + 4, (double)cameras[1]["startMs"]! / 1000);
        Assert.InRange((double)cameras[1]["startMs"]! / 1000, back + 4, again + 0.5);
        Assert.InRange(End(cameras[1]), (double)detail["durationMs"]! - 100, (double)detail["durationMs"]! + 100);
        var screens = Renditions("screen", teacher.Name);
        Assert.Equal(2, screens.Count);
        Assert.InRange(End(screens[0]) / 1000, 5, 8);
        Assert.InRange((double)screens[1]["startMs"]! / 1000, 10.5, 14);
        Assert.InRange(End(screens[1]) / 1000, 16.5, 19);
        // A muted voice is a silent one.
        var voice = Assert.Single(Renditions("voice", teacher.Name));
        Assert.InRange((double)voice["startMs"]!, 0, 1000);
        Assert.InRange(End(voice), (double)detail["durationMs"]! - 100, (double)detail["durationMs"]! + 100);
        var mix = Assert.Single(detail["renditions"]!.AsArray(), r => (string)r!["kind"]! == "mix")!;
        Assert.InRange(End(mix), (double)detail["durationMs"]! - 100, (double)detail["durationMs"]! + 100);

        var page = new Uri(site, $"/recordings/{(string)ready["id"]!}").ToString();
        await PlaysThroughAsync(teacher.Tab, page, camera, gap, student);
        await using var firefox = await FirefoxTab.StartAsync("Firefox", [], _ct);
        await new Attendee(firefox, owner.Name, 0, 0, site).SignInAsync(owner);
        await PlaysThroughAsync(firefox, page, camera, gap, student);
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

    private Task WaitUntilAsync(DateTimeOffset since, double seconds) => Until.TrueAsync(
        () => Task.FromResult((DateTimeOffset.UtcNow - since).TotalSeconds >= seconds), 60, "the lecture has gone on for a while", _ct);

    private async Task<JsonNode> ListingAsync(Account owner, string room) =>
        (await owner.GetAsync($"/api/recordings?room={room}", _ct)).AsArray().Single()!;
}
