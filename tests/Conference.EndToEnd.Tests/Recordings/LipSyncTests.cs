using System.Globalization;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

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
        await teacher.Tab.ClickAsync("record-button", _ct);
        await Until.ValueAsync(() => teacher.AttributeAsync("recording-pill", "data-state", _ct), state => state == "recording", 30, "a recording runs", _ct);
        var begun = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(begun) >= Length), (int)Length.TotalSeconds + 60, "the lecture has gone on", _ct);
        await teacher.Tab.ClickAsync("record-button", _ct);
        await teacher.Tab.ClickAsync("record-stop-confirm", _ct);
        var ready = await Until.ValueAsync(() => ListingAsync(owner, room), listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", _ct);
        var detail = await owner.GetAsync($"/api/recordings/{(string)ready["id"]!}", _ct);
        await teacher.Tab.ClickAsync("end-button", _ct);
        await teacher.Tab.ClickAsync("end-confirm", _ct);

        string[] letIn = ["-headers", $"Cookie: {owner.Cookie.Name}={owner.Cookie.Value}\r\n"];
        var camera = Rendition("camera");
        var video = await RecordedVideo.ReadAsync(Address(camera), letIn, _ct);
        var flashes = OnTimeline(camera, video.Flashes, video.Frames[0].Time);
        var figures = new Dictionary<string, object> { ["minutes"] = Length.TotalMinutes, ["frames"] = video.Frames.Count, ["flashes"] = flashes.Count };
        foreach (var kind in new[] { "voice", "mix" })
        {
            var audio = await RecordedAudio.ReadAsync(Address(Rendition(kind)), letIn, _ct);
            var beeps = OnTimeline(Rendition(kind), audio.Beeps(Tone), audio.Start);
            var pairs = flashes.Select(flash => (At: flash, Offset: beeps.Select(beep => (beep - flash - Script.Lead.TotalSeconds) * 1000).MinBy(Math.Abs))).Where(pair => Math.Abs(pair.Offset) < 500).ToList();
            Assert.InRange(pairs.Count, (int)(Length.TotalSeconds / 2 * 0.9), (int)(Length.TotalSeconds / 2) + 2);
            var thirds = pairs.GroupBy(pair => Math.Min(2, (int)(pair.At / Length.TotalSeconds * 3))).OrderBy(third => third.Key).ToList();
            figures[kind] = new { All = Summary(pairs.Select(pair => pair.Offset)), Thirds = thirds.Select(third => Summary(third.Select(pair => pair.Offset))) };
            Figures.Keep("lip-sync", figures);
            Assert.All(thirds, third => Assert.InRange(Percentile(third.Select(pair => Math.Abs(pair.Offset)), 0.95), 0, 40));
        }

        JsonNode Rendition(string kind) => detail["renditions"]!.AsArray().Single(rendition => (string)rendition!["kind"]! == kind)!;
        string Address(JsonNode rendition) => new Uri(hall.Server.Address, (string)rendition["playlist"]!).ToString();
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

    /// <summary>Media times of a rendition as times of the recording: a player shows the first sample at the rendition's start.</summary>
    private static List<double> OnTimeline(JsonNode rendition, IReadOnlyList<double> times, double first) =>
        [.. times.Select(time => ((double)rendition["startMs"]! / 1000) + time - first)];

    private async Task<JsonNode> ListingAsync(Account owner, string room) =>
        (await owner.GetAsync($"/api/recordings?room={room}", _ct)).AsArray().Single()!;
}
