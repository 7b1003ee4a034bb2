using System.Globalization;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>
/// A track that sends nothing for a while in a recorded lecture (<c>replaceTrack(null)</c>, which no server is told of): one rendition without a hole, which the page plays
/// through.
/// </summary>
[Collection(LectureHallDefinition.Name)]
public sealed class CameraOffTests(LectureHall hall)
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
    public async Task A_camera_that_was_off_for_a_while_is_one_rendition_that_plays_through_its_gap()
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
        await WaitUntilAsync(since, 6);
        Assert.True(await student.Tab.EvaluateAsync<bool>(
            "(globalThis.camera = senders.find(({ track }) => track?.kind === 'video'), globalThis.picture = camera.track, camera.replaceTrack(null).then(() => true))", _ct));
        await WaitUntilAsync(since, 17);
        Assert.True(await student.Tab.EvaluateAsync<bool>("camera.replaceTrack(picture).then(() => true)", _ct));
        await teacher.SeesAsync(student, _ct);
        var back = (DateTimeOffset.UtcNow - since).TotalSeconds;
        await WaitUntilAsync(since, back + 5);
        await teacher.Tab.ClickAsync("record-button", _ct);
        await teacher.Tab.ClickAsync("record-stop-confirm", _ct);
        var ready = await Until.ValueAsync(() => ListingAsync(owner, room), listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", _ct);
        Assert.Equal("ready", (string)ready["state"]!);
        var detail = await owner.GetAsync($"/api/recordings/{(string)ready["id"]!}", _ct);
        await teacher.Tab.ClickAsync("end-button", _ct);
        await teacher.Tab.ClickAsync("end-confirm", _ct);
        Figures.Keep("camera-off", detail);

        var camera = Assert.Single(detail["renditions"]!.AsArray(), r => (string)r!["kind"]! == "camera" && (string?)r["participant"] == student.Name)!;
        var gap = Assert.Single(camera["gaps"]!.AsArray())!;
        Assert.InRange((double)gap["startMs"]! / 1000, 4, 9);
        Assert.InRange((double)gap["endMs"]! / 1000, 16, back + 0.5);
        Assert.InRange((double)camera["startMs"]! + (double)camera["durationMs"]!, (double)detail["durationMs"]! - 100, (double)detail["durationMs"]! + 100);

        var tab = (ChromiumTab)teacher.Tab;
        await tab.GoToAsync(new Uri(site, $"/recordings/{(string)ready["id"]!}").ToString(), _ct);
        await tab.WaitForAsync("replay-play", _ct);
        var replay = new Replay(tab, (string)camera["id"]!);
        // From before the gap through it: the picture goes away, comes back, and is the right one.
        await replay.SeekAsync((int)gap["startMs"]! - 500, _ct);
        await replay.PressPlayAsync(_ct);
        await Until.ValueAsync(() => IsShownAsync(tab, camera), shown => !shown, 30, "the picture of a camera that is off is not shown", _ct);
        await Until.ValueAsync(() => IsShownAsync(tab, camera), shown => shown, 60, "the picture comes back", _ct);
        await replay.PlaysAsync(student.Sender, _ct);
        Assert.Equal(1, await tab.EvaluateAsync<int>($"document.querySelector('video[data-rendition=\"{(string)camera["id"]!}\"]').buffered.length", _ct));
        // A seek into the middle of it finds media there.
        await replay.SeekAsync(((int)gap["startMs"]! + (int)gap["endMs"]!) / 2, _ct);
        await Until.ValueAsync(() => IsShownAsync(tab, camera), shown => !shown, 30, "it is off again", _ct);
        await Until.ValueAsync(() => tab.EvaluateAsync<bool>(
            $"(() => {{ const v = document.querySelector('video[data-rendition=\"{(string)camera["id"]!}\"]'); return !v.seeking && v.readyState >= 2; }})()", _ct),
            isThere => isThere, 15, "the held picture is there", _ct);
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
    }

    private Task<bool> IsShownAsync(ChromiumTab tab, JsonNode rendition) => tab.EvaluateAsync<bool>(
        $"document.querySelector('video[data-rendition=\"{(string)rendition["id"]!}\"]')?.closest('figure').hidden === false", _ct);

    private Task WaitUntilAsync(DateTimeOffset since, double seconds) => Until.TrueAsync(
        () => Task.FromResult((DateTimeOffset.UtcNow - since).TotalSeconds >= seconds), 60, "the lecture has gone on for a while", _ct);

    private async Task<JsonNode> ListingAsync(Account owner, string room) =>
        (await owner.GetAsync($"/api/recordings?room={room}", _ct)).AsArray().Single()!;
}
