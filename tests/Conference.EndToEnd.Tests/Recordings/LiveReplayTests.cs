using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>Somebody who opens the recording while the lecture goes on, and stays until it is over.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class LiveReplayTests(LectureHall hall)
{
    /// <summary>What the page plays at this moment, and what it knows of.</summary>
    private const string Look = """
        (() => {
          const seek = document.querySelector('[data-testid=replay-seek]'), mix = document.querySelector('[data-testid=replay-audio]');
          const loaded = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes(mix?.dataset.rendition));
          return {
            now: Date.now(), at: Number(seek?.value ?? -1), length: Number(seek?.max ?? -1), playing: document.querySelector('[data-testid=replay-play]')?.dataset.playing === 'true',
            behind: Number(document.querySelector('[data-testid=replay-live]')?.dataset.behind ?? -1),
            playlists: loaded.filter((name) => name.endsWith('.m3u8')).length, segments: loaded.filter((name) => name.endsWith('.m4s')).length,
          };
        })()
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lecture_is_replayed_at_its_live_edge_and_becomes_a_complete_recording_without_a_reload()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Lise Meitner", _ct);
        var room = await owner.CreateRoomAsync("Live and later", _ct);
        var site = hall.Server.Address;
        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("live teacher"), owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, site);
        await using var tab = await hall.AnnasBrowser.OpenAsync("live viewer");
        await teacher.SignInAsync(owner);
        await new Attendee(tab, owner.Name, 0, 0, site).SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        var running = await RunningRecording.StartAsync(teacher, owner, room, _ct);
        var address = $"/api/recordings/{running.Id}";
        var since = running.StartedAt;

        // The page is open before there is anything to play, and notices by itself.
        await tab.GoToAsync(new Uri(site, $"/recordings/{running.Id}").ToString(), _ct);
        await tab.EvaluateAsync<bool>("window.stayed = true", _ct);
        await tab.WaitForAsync("replay-live", _ct, 30);
        var playable = DateTimeOffset.UtcNow - since;
        var camera = await Until.ValueAsync(() => CameraAsync(owner, address), found => found is not null, 30, "the camera can be played", _ct);
        await Until.TrueAsync(() => tab.HasAsync("replay-video-camera", _ct), 30, "the page has the camera", _ct);
        await tab.ClickAsync("replay-live", _ct);
        await new Replay(tab, (string)camera!["id"]!).PlaysAsync(hall.Teacher.Sender, _ct);

        // Until three more segments have come: playing on, near the edge, and the playlist is asked for again for each of them.
        var looks = new List<Moment>();
        var first = await tab.EvaluateAsync<Moment>(Look, _ct);
        await Until.ValueAsync(
            async () =>
            {
                looks.Add(await tab.EvaluateAsync<Moment>(Look, _ct));
                return looks[^1];
            },
            look => look.Segments >= first.Segments + 3, 60, "three more segments have come", _ct);
        Assert.All(looks, look => Assert.True(look.Playing));
        Assert.True(2 * (looks[^1].At - first.At) > looks[^1].Now - first.Now, $"in {looks[^1].Now - first.Now} ms {looks[^1].At - first.At} ms were played");
        Assert.True(looks[^1].Playlists - first.Playlists >= 2, $"the playlist was asked for {looks[^1].Playlists - first.Playlists} times while three segments came");
        var late = looks.Select(look => look.Now - since.ToUnixTimeMilliseconds() - look.At).Order().ToList();
        Assert.True(late[late.Count / 2] <= 15_000, $"the replay is {late[late.Count / 2]} ms behind the lecture");

        await teacher.Tab.ClickAsync("end-button", _ct);
        var end = DateTimeOffset.UtcNow;
        await teacher.Tab.ClickAsync("end-confirm", _ct);
        var detail = await Until.ValueAsync(() => owner.GetAsync(address, _ct), found => (string)found["state"]! is "ready" or "failed", 60, "the recording is complete", _ct);
        var complete = DateTimeOffset.UtcNow - end;
        await tab.WaitForGoneAsync("replay-live", _ct, 30);
        var shown = DateTimeOffset.UtcNow - end;
        Assert.Equal("ready", (string)detail["state"]!);
        Assert.InRange((double)detail["durationMs"]!, (end - since).TotalMilliseconds - 1500, (end - since).TotalMilliseconds + 1500);
        var last = await Until.ValueAsync(() => tab.EvaluateAsync<Moment>(Look, _ct), look => !look.Playing, 30, "it is played to its end", _ct);
        Assert.InRange(last.Length, (int)(double)detail["durationMs"]! - 300, (int)(double)detail["durationMs"]! + 300);
        Assert.InRange(last.At, last.Length - 300, last.Length);
        Assert.True(await tab.EvaluateAsync<bool>("window.stayed === true", _ct));
        Assert.DoesNotContain(tab.Console, line => line.StartsWith("uncaught", StringComparison.Ordinal));
        Figures.Keep("live-replay", new
        {
            FirstPlayableSeconds = playable.TotalSeconds, BehindLectureMs = new { Median = late[late.Count / 2], Longest = late[^1] },
            HeldBackMs = new { Median = looks.Select(look => look.Behind).Order().ElementAt(looks.Count / 2), Longest = looks.Max(look => look.Behind) },
            CompleteSeconds = complete.TotalSeconds, ShownCompleteSeconds = shown.TotalSeconds, LectureSeconds = (end - since).TotalSeconds,
        });
    }

    private async Task<JsonNode?> CameraAsync(Account owner, string address) => (await owner.GetAsync(address, _ct))["renditions"]!.AsArray()
        .FirstOrDefault(rendition => (string)rendition!["kind"]! == "camera" && (double)rendition["durationMs"]! > 0);

    /// <param name="Now">The page's wall clock, ms.</param>
    /// <param name="At">Where the replay is, ms.</param>
    /// <param name="Behind">Before the end of what is kept, ms.</param>
    /// <param name="Playlists">How often the sound's playlist was asked for.</param>
    private sealed record Moment(long Now, int At, int Length, bool Playing, int Behind, int Playlists, int Segments);
}
