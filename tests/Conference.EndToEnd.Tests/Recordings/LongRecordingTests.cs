using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>Three hours in an S3 store, to which browsers are sent by links that expire after two seconds.</summary>
public sealed class LongRecordingTests : IAsyncLifetime
{
    private const int Sender = 6, Hours = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-hours-").FullName;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private CephServer? _store;
    private ConferenceServer? _server;
    private Account? _teacher;
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        var devices = await FakeDevices.MakeAsync(_folder, Sender, 440, _ct);
        var piece = Path.Combine(_folder, "ten seconds.mp4");
        await Ffmpeg.RunAsync(["-framerate", "25", "-i", devices.Camera, "-i", devices.Microphone, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-r", "5", "-g", "50", "-pix_fmt", "yuv420p",
            "-c:a", "aac", "-b:a", "24k", "-t", "10", piece], null, _ct);
        _file = Path.Combine(_folder, "a long day.mp4");
        await Ffmpeg.RunAsync(["-stream_loop", $"{(Hours * 360) - 1}", "-i", piece, "-c", "copy", _file], null, _ct);
        _store = await CephServer.StartAsync(_ct);
        _server = await ConferenceServer.StartAsync(_store, _ct);
        _teacher = await Account.AcceptAsync(_server.Address, await _server.AdministratorTokenAsync(_ct), "Hanna Hours", _ct);
    }

    public async ValueTask DisposeAsync()
    {
        _teacher?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Takes a minute and a half, most of which is the import (<c>tests/run.sh --long</c>).</summary>
    [Fact(Explicit = true)]
    public async Task A_seek_over_two_hours_plays_after_the_first_links_have_expired()
    {
        var room = await _teacher!.CreateRoomAsync("A long day", _ct);
        await using var browser = await Chromium.StartAsync(null);
        await using var tab = await browser.OpenAsync("late viewer");
        await new Attendee(tab, _teacher.Name, Sender, 0, _server!.Address).SignInAsync(_teacher);
        await tab.GoToAsync(Link("/recordings"), _ct);
        await tab.ClickAsync("upload-button", _ct);
        await tab.Page.GetByTestId("upload-file").SetInputFilesAsync(_file);
        await tab.ClickAsync("upload-start", _ct);
        var row = await Until.ValueAsync(
            async () => (await _teacher.GetAsync($"/api/recordings?room={room}", _ct)).AsArray() is [{ } listed, ..] ? listed : new JsonObject { ["state"] = "" },
            listed => (string)listed["state"]! is "ready" or "failed", 300, "the file has become a recording", _ct);
        Assert.Equal("ready", (string)row["state"]!);
        // The sound of each piece is a part of an AAC frame longer than its pictures.
        Assert.InRange((int)row["durationMs"]!, Hours * 3_600_000, (Hours * 3_600_000) + 10_000);
        var detail = await _teacher.GetAsync($"/api/recordings/{(string)row["id"]!}", _ct);
        var replay = new Replay(tab, (string)detail["renditions"]!.AsArray().Single(rendition => (string)rendition!["kind"]! == "screen")!["id"]!);

        var links = new ConcurrentQueue<string>();
        tab.Page.Response += (_, response) =>
        {
            if (response.Status == 302 && response.Headers.GetValueOrDefault("location") is { } location && location.StartsWith($"{_store!.PublicEndpoint}", StringComparison.Ordinal)) links.Enqueue(location);
        };
        await tab.GoToAsync(Link($"/recordings/{(string)row["id"]!}?t=9300"), _ct);
        await tab.WaitForAsync("replay-play", _ct);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(Sender, _ct);
        await replay.PauseAsync(_ct);
        Assert.True(links.TryPeek(out var first), "the page was sent to the store");
        using var client = new HttpClient();
        await Until.ValueAsync(async () =>
        {
            using var answer = await client.GetAsync(first, _ct);
            return answer.StatusCode;
        }, status => status == HttpStatusCode.Forbidden, 30, "the page's first link has expired", _ct);

        Assert.False(await replay.HasLoadedAsync(1_260, _ct), "what is to be sought was loaded already");
        await replay.SeekAsync(1_260_000, _ct);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(Sender, _ct);
        Assert.DoesNotContain(tab.Console, message => message.StartsWith("uncaught", StringComparison.Ordinal));
    }

    private string Link(string path) => new Uri(_server!.Address, path).ToString();
}
