using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Lectures;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

[Collection(LectureHallDefinition.Name)]
public sealed class RecordingTests(RecordedLecture lecture) : IClassFixture<RecordedLecture>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_length_is_within_a_second_of_the_truth()
    {
        Assert.Equal("ready", (string)lecture.Detail["state"]!);
        Assert.InRange((double)lecture.Detail["durationMs"]! / 1000, lecture.Truth.TotalSeconds - 1, lecture.Truth.TotalSeconds + 1);
        Assert.InRange(await ProbedLengthAsync(lecture.Renditions("mix").Single()), lecture.Truth.TotalSeconds - 1, lecture.Truth.TotalSeconds + 1);
    }

    [Fact]
    public async Task Every_camera_is_there_with_the_right_picture()
    {
        foreach (var attendee in new[] { lecture.Teacher, lecture.Student, lecture.Firefox })
        {
            var rendition = lecture.Renditions("camera", attendee.Name).Single();
            var video = await lecture.VideoAsync(rendition, _ct);
            var readable = video.Frames.Count(frame => frame.Reading?.Sender == attendee.Sender);
            Assert.True(readable > 0.9 * video.Frames.Count, $"{readable} of {video.Frames.Count} frames show {attendee.Name}");
            Assert.True(video.Frames.Count > 10 * lecture.Truth.TotalSeconds, $"{video.Frames.Count} frames of {attendee.Name}");
            Assert.InRange(await ProbedLengthAsync(rendition), lecture.Truth.TotalSeconds - 1, lecture.Truth.TotalSeconds + 1);
        }
    }

    [Fact]
    public async Task The_screen_is_there_for_as_long_as_it_was_shared()
    {
        var rendition = lecture.Renditions("screen").Single();
        var video = await lecture.VideoAsync(rendition, _ct);
        Assert.True(video.Frames.Count > 20, $"{video.Frames.Count} frames");
        Assert.InRange(await ProbedLengthAsync(rendition), 8, 16);
        Assert.InRange((double)rendition["startMs"]!, 4000, 12_000);
        Assert.Equal(lecture.Teacher.Name, (string?)rendition["participant"]);
    }

    [Fact]
    public async Task Every_voice_is_there_by_itself_and_in_the_mix()
    {
        var mix = await lecture.AudioAsync(lecture.Renditions("mix").Single(), _ct);
        foreach (var attendee in new[] { lecture.Teacher, lecture.Student, lecture.Firefox })
        {
            var voice = await lecture.AudioAsync(lecture.Renditions("voice", attendee.Name).Single(), _ct);
            Assert.True(voice.Share(attendee.Tone) > 0.5, $"the voice of {attendee.Name} has a share of {voice.Share(attendee.Tone):F2} at {attendee.Tone} Hz");
            Assert.True(mix.Share(attendee.Tone) > 0.02, $"the mix has a share of {mix.Share(attendee.Tone):F3} at {attendee.Name}'s {attendee.Tone} Hz");
        }
        Assert.True(mix.Share(1777) < 0.005, $"the mix has a share of {mix.Share(1777):F3} at a frequency that nobody sounded");
    }

    // Chromium alone: without a sound card Firefox's sound clock runs off its picture's by some percent, before anything of ours is involved.
    [Theory, InlineData("Maria Curie", 1000)]
    public async Task Picture_and_sound_are_in_step(string participant, int tone)
    {
        var camera = lecture.Renditions("camera", participant).Single();
        var flashes = OnTimeline(camera, (await lecture.VideoAsync(camera, _ct)).Flashes, (await lecture.VideoAsync(camera, _ct)).Frames[0].Time);
        foreach (var kind in new[] { "voice", "mix" })
        {
            var rendition = kind == "mix" ? lecture.Renditions("mix").Single() : lecture.Renditions("voice", participant).Single();
            var audio = await lecture.AudioAsync(rendition, _ct);
            var beeps = OnTimeline(rendition, audio.Beeps(tone), audio.Start);
            var offsets = flashes.Select(flash => beeps.Select(beep => beep - flash).MinBy(Math.Abs)).Where(offset => Math.Abs(offset) < 0.5).Order().ToList();
            Assert.True(offsets.Count >= 6, $"{offsets.Count} pairs of {flashes.Count} flashes and {beeps.Count} beeps in {kind}");
            var median = offsets[offsets.Count / 2];
            Figures.Keep($"sync-{tone}-{kind}", new { Participant = participant, MedianMs = median * 1000, OffsetsMs = offsets.Select(offset => offset * 1000) });
            Assert.True(Math.Abs(median) <= 0.080, $"sound is {median * 1000:F0} ms behind the picture in {kind}");
        }
    }

    [Fact]
    public async Task The_replay_page_plays_it_and_seeks_to_the_right_picture()
    {
        await using var tab = await lecture.Browser.OpenAsync("staff");
        var staff = new Attendee(tab, lecture.Staff.Name, 0, 0, lecture.Server.Address);
        await staff.SignInAsync(lecture.Staff);
        await tab.GoToAsync(new Uri(lecture.Server.Address, "/recordings").ToString(), _ct);
        await Until.TrueAsync(() => tab.HasAsync("recording-row", _ct), 15, "the recording is listed", _ct);
        await tab.Page.Locator("[data-testid=recording-row] a").First.ClickAsync();
        await tab.WaitForAsync("replay-play", _ct);

        var camera = lecture.Renditions("camera", lecture.Teacher.Name).Single();
        var replay = new Replay(tab, (string)camera["id"]!);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(lecture.Teacher.Sender, _ct);

        // Pause, then far ahead: the picture there is the one that the recording has at that time.
        await replay.PressPlayAsync(_ct);
        const int target = 15_000;
        await replay.SeekAsync(target, _ct);
        await replay.ShowsAsync(await lecture.VideoAsync(camera, _ct), (target - (double)camera["startMs"]!) / 1000, _ct);
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
    }

    /// <summary>Media times of a rendition as times of the recording: a player shows the first sample at the rendition's start.</summary>
    private static List<double> OnTimeline(JsonNode rendition, IReadOnlyList<double> times, double first) =>
        [.. times.Select(time => ((double)rendition["startMs"]! / 1000) + time - first)];

    private async Task<double> ProbedLengthAsync(JsonNode rendition)
    {
        var output = await Ffmpeg.ReadAsync("ffprobe",
            [.. lecture.Options(), "-show_entries", "format=duration", "-of", "csv=p=0", lecture.Address(rendition)], _ct);
        return double.Parse(Encoding.ASCII.GetString(output).Trim(), CultureInfo.InvariantCulture);
    }
}
