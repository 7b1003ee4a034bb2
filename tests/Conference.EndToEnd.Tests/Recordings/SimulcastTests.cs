using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A real browser that sends its camera in three layers, one of which it turns off for a while as it does on a bad path, in a recorded lecture.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class SimulcastTests(LectureHall hall)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_viewer_and_the_recording_follow_the_best_layer_that_comes()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Lea Layers", _ct);
        var room = await owner.CreateRoomAsync("In three sizes", _ct);
        var site = hall.Server.Address;
        await using var teacher = new Attendee(
            await hall.TeacherBrowser.OpenAsync("layers teacher"), owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, site);
        await using var student = new Attendee(await hall.AnnasBrowser.OpenAsync("layers student"), "Lars", hall.Anna.Sender, hall.Anna.Tone, site);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room + "?layers", _ct);
        await student.EnterAsync(room, _ct);
        await student.SeesAsync(teacher, _ct);
        // A machine with other work to do would make the encoder give smaller pictures.
        await teacher.Tab.EvaluateAsync<bool>("(probe.sender('video').track.contentHint = 'detail', true)", _ct);
        // Of a picture of this size Chromium makes two or three layers.
        var sent = await Until.ValueAsync(SentAsync, layers => layers.Count > 1, 30, "the teacher sends layers", _ct);
        var (full, less) = (sent[^1].Width, sent[^2].Width);
        await Until.ValueAsync(() => WidthAsync(student, teacher), width => width == full, 30, $"the student sees the largest layer, {full}", _ct);

        var running = await RunningRecording.StartAsync(teacher, owner, room, _ct);
        await running.WaitUntilAsync(5, _ct);
        await SendLargestAsync(false);
        await Until.ValueAsync(() => WidthAsync(student, teacher), width => width == less, 15, $"the student sees the next smaller layer, {less}", _ct);
        var fallen = running.Seconds;
        await running.WaitUntilAsync(fallen + 4, _ct);
        await SendLargestAsync(true);
        await Until.ValueAsync(() => WidthAsync(student, teacher), width => width == full, 60, "the student sees the largest layer again", _ct);
        var risen = running.Seconds;
        Assert.True(risen - fallen >= 13, $"{risen - fallen:F1} s"); // four seconds off, ten whole
        await running.WaitUntilAsync(risen + 4, _ct);
        var recording = await running.StopAsync(_ct);
        await teacher.EndAsync(_ct);
        Figures.Keep("simulcast", recording.Detail);

        // One rendition, whole, in which the picture goes from size to size and its counter goes on.
        var camera = Assert.Single(recording.Renditions("camera", teacher.Name));
        Assert.InRange(FinishedRecording.End(camera), recording.Milliseconds - 100, recording.Milliseconds + 100);
        Assert.DoesNotContain(camera["gaps"]!.AsArray(), gap => (double)gap!["endMs"]! - (double)gap["startMs"]! > 3000);
        var sizes = System.Text.Encoding.ASCII.GetString(await Ffmpeg.ReadAsync(
            "ffprobe", [.. recording.LetIn, "-select_streams", "v:0", "-show_entries", "frame=width", "-of", "csv=p=0", recording.Address(camera)], _ct));
        var widths = sizes.Split(['\n', ',', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        Assert.Equal([full, less, full], widths.Where((width, i) => i == 0 || widths[i - 1] != width));
        var video = await recording.VideoAsync(camera, _ct);
        Assert.True(video.Frames.Count(frame => frame.Reading?.Sender == teacher.Sender) > 0.9 * video.Frames.Count);

        // The smallest first. Their sizes are those that were asked for: the statistics of a layer lack them for a while.
        Task<List<SentLayer>> SentAsync() => teacher.Tab.EvaluateAsync<List<SentLayer>>(
            """
            (async () => {
              const sender = probe.sender("video");
              const sent = [...(await sender.getStats()).values()].filter((s) => s.type === "outbound-rtp" && s.framesSent > 0).map((s) => s.rid);
              const width = sender.track.getSettings().width;
              return sender.getParameters().encodings.filter(({ rid }) => sent.includes(rid))
                .map(({ rid, scaleResolutionDownBy }) => ({ rid, width: Math.round(width / (scaleResolutionDownBy ?? 1)) })).sort((a, b) => a.width - b.width);
            })()
            """, _ct);

        async Task SendLargestAsync(bool on) => Assert.True(await teacher.Tab.EvaluateAsync<bool>(
            $$"""
            (async () => {
              const sender = probe.sender("video"), parameters = sender.getParameters();
              parameters.encodings.find(({ rid }) => rid === "{{sent[^1].Rid}}").active = {{(on ? "true" : "false")}};
              await sender.setParameters(parameters);
              return true;
            })()
            """, _ct));
    }

    private sealed record SentLayer(string Rid, int Width);

    /// <summary>Of the picture that somebody sees of another.</summary>
    private async Task<int> WidthAsync(Attendee viewer, Attendee seen) => (await viewer.Tab.ReportAsync(seen.Sender, _ct)).Width;
}
