using System.Globalization;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A long lecture whose picture flashes when its sound beeps. Run by <c>bench/run.sh lipsync</c>.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class LipSyncTests(LectureHall hall)
{
    private const int Tone = 1000, Sender = 8;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(
        double.Parse(Environment.GetEnvironmentVariable("LIPSYNC_MINUTES") ?? "10", CultureInfo.InvariantCulture));

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Picture_and_sound_are_in_step_at_the_start_in_the_middle_and_at_the_end()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Lena Long", _ct);
        var room = await owner.CreateRoomAsync("Ten minutes of flash and beep", _ct);
        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("long lecture", Script.Source(Sender, Tone)), owner.Name, Sender, Tone, hall.Server.Address);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        var running = await RunningRecording.StartAsync(teacher, owner, room, _ct);
        await running.WaitUntilAsync(Length.TotalSeconds, _ct);
        var recording = await running.StopAsync(_ct);
        await teacher.EndAsync(_ct);

        var camera = Assert.Single(recording.Renditions("camera"));
        var video = await recording.VideoAsync(camera, _ct);
        var flashes = FinishedRecording.OnTimeline(camera, video.Flashes, video.Frames[0].Time);
        var figures = new Dictionary<string, object> { ["minutes"] = Length.TotalMinutes, ["frames"] = video.Frames.Count, ["flashes"] = flashes.Count };
        foreach (var kind in new[] { "voice", "mix" })
        {
            var rendition = Assert.Single(recording.Renditions(kind));
            var audio = await recording.AudioAsync(rendition, _ct);
            var beeps = FinishedRecording.OnTimeline(rendition, audio.Beeps(Tone), audio.Start);
            var pairs = flashes.Select(flash => (At: flash, Offset: beeps.Select(beep => (beep - flash - Script.Lead.TotalSeconds) * 1000).MinBy(Math.Abs))).Where(pair => Math.Abs(pair.Offset) < 500).ToList();
            Assert.InRange(pairs.Count, (int)(Length.TotalSeconds / 2 * 0.9), (int)(Length.TotalSeconds / 2) + 2);
            var thirds = pairs.GroupBy(pair => Math.Min(2, (int)(pair.At / Length.TotalSeconds * 3))).OrderBy(third => third.Key).ToList();
            figures[kind] = new { All = Summary(pairs.Select(pair => pair.Offset)), Thirds = thirds.Select(third => Summary(third.Select(pair => pair.Offset))) };
            Figures.Keep("lip-sync", figures);
            Assert.All(thirds, third => Assert.InRange(Percentile(third.Select(pair => Math.Abs(pair.Offset)), 0.95), 0, 40));
        }
    }

    private static object Summary(IEnumerable<double> offsets)
    {
        var all = offsets.ToList();
        return new
        {
            Pairs = all.Count, MedianMs = Math.Round(Percentile(all, 0.5), 1), P95AbsoluteMs = Math.Round(Percentile(all.Select(Math.Abs), 0.95), 1),
            WorstMs = Math.Round(all.MaxBy(Math.Abs), 1),
        };
    }

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(sorted.Count * share) - 1)];
    }
}
