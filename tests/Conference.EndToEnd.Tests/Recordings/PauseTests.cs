using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A teacher who pauses the recording for what is not to be kept: somebody comes in, shows the face, speaks, writes and goes.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class PauseTests(LectureHall hall)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_in_a_pause_is_not_in_the_recording_and_the_replay_plays_over_the_seam()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Petra Pause", _ct);
        var room = await owner.CreateRoomAsync("Not for the record", _ct);
        var site = hall.Server.Address;
        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("pausing teacher"), owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, site);
        await using var student = new Attendee(await hall.AnnasBrowser.OpenAsync("student in the pause"), "Paul", hall.Anna.Sender, hall.Anna.Tone, site);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        var running = await RunningRecording.StartAsync(teacher, owner, room, _ct);
        await teacher.SayAsync("Before the pause", _ct);
        await running.WaitUntilAsync(7, _ct);
        await teacher.Tab.ClickAsync("pause-button", _ct);
        await teacher.SeesRecordingAsync("paused", _ct);
        var paused = running.Seconds;

        await student.EnterAsync(room, _ct);
        await student.SeesRecordingAsync("paused", _ct);
        await student.SayAsync("Only in the pause", _ct);
        await teacher.SeesAsync(student, _ct);
        await teacher.HearsAsync(student, _ct);
        await student.LeaveAsync(_ct);
        await teacher.SeesRosterAsync(_ct, teacher.Name);

        var resumed = running.Seconds;
        await teacher.Tab.ClickAsync("pause-button", _ct);
        await teacher.SeesRecordingAsync("recording", _ct);
        await teacher.SayAsync("After the pause", _ct);
        await running.WaitUntilAsync(resumed + 7, _ct);
        var recording = await running.StopAsync(_ct);
        await teacher.EndAsync(_ct);
        Figures.Keep("pause", new { PausedSeconds = paused, ResumedSeconds = resumed, recording.Detail });

        // Two Parts on one time line on which the pause takes no time.
        var kept = paused + recording.Truth.TotalSeconds - resumed;
        Assert.InRange(recording.Milliseconds / 1000, kept - 1, kept + 1);
        foreach (var kind in (string[])["camera", "voice", "mix"])
        {
            var renditions = recording.Renditions(kind);
            Assert.Equal(2, renditions.Count);
            if (kind != "mix") Assert.All(renditions, rendition => Assert.Equal(teacher.Name, (string?)rendition["participant"]));
            Assert.All(renditions, rendition => Assert.Empty(rendition["gaps"]!.AsArray()));
            Assert.InRange(FinishedRecording.End(renditions[0]) / 1000, paused - 1, paused + 0.1);
            Assert.InRange((double)renditions[1]["startMs"]! - FinishedRecording.End(renditions[0]), -100, 1000);
            Assert.InRange(FinishedRecording.End(renditions[1]), recording.Milliseconds - 100, recording.Milliseconds + 100);
        }

        await recording.DecodesAsync(_ct);
        foreach (var mix in recording.Renditions("mix"))
        {
            var heard = await recording.AudioAsync(mix, _ct);
            Assert.True(heard.Share(teacher.Tone) > 0.3, $"the mix has a share of {heard.Share(teacher.Tone):F3} at the teacher's {teacher.Tone} Hz");
            Assert.True(heard.Share(student.Tone) < 0.005, $"the mix has a share of {heard.Share(student.Tone):F3} at {student.Tone} Hz, which sounded in the pause alone");
        }

        await ReplaysAsync(recording, (ChromiumTab)teacher.Tab, teacher);
    }

    private async Task ReplaysAsync(FinishedRecording recording, ChromiumTab tab, Attendee teacher)
    {
        var (before, after) = (recording.Renditions("camera")[0], recording.Renditions("camera")[1]);
        var seam = (int)(double)after["startMs"]!;
        await tab.GoToAsync(recording.Page, _ct);
        await tab.WaitForAsync("replay-play", _ct);
        var replay = new Replay(tab, (string)after["id"]!, (string)recording.Renditions("mix")[1]["id"]!);
        await replay.SeekAsync(seam - 2000, _ct);
        await IsShownAsync(before);
        await replay.PressPlayAsync(_ct);
        await IsShownAsync(after);
        await replay.PlaysAsync(teacher.Sender, _ct);
        await replay.PressPlayAsync(_ct);
        await replay.SeekAsync(seam + 3000, _ct);
        await replay.ShowsAsync(await recording.VideoAsync(after, _ct), 3, _ct);

        // The chat, too, knows nothing of the pause.
        await tab.ClickAsync("replay-tab-chat", _ct);
        await replay.SeekAsync((int)recording.Milliseconds, _ct);
        var messages = await Until.ValueAsync(() => tab.TextsAsync("replay-message", _ct), found => found.Count == 2, 15, "two messages were written", _ct);
        Assert.Contains("Before the pause", messages[0], StringComparison.Ordinal);
        Assert.Contains("After the pause", messages[1], StringComparison.Ordinal);
        await tab.FillAsync("replay-search", "only in", _ct);
        await Until.ValueAsync(() => tab.TextsAsync("replay-message", _ct), found => found.Count == 0, 15, "the search finds nothing of the pause", _ct);
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));

        Task IsShownAsync(JsonNode camera) => Until.TrueAsync(() => tab.EvaluateAsync<bool>(
            $"document.querySelector('video[data-rendition=\"{(string)camera["id"]!}\"]')?.closest('figure').hidden === false", _ct), 30, $"the camera from {camera["startMs"]} ms on is shown", _ct);
    }
}
