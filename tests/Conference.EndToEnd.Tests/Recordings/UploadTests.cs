using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;
using Microsoft.Playwright;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A video file from somebody's disk, through everything that happens to long uploads, to its replay.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const int Sender = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-upload-").FullName;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private ConferenceServer _server = null!;
    private Account _teacher = null!;
    private string _room = "";
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ConferenceServer.StartAsync(_ct);
        _teacher = await Account.AcceptAsync(_server.Address, await _server.AdministratorTokenAsync(_ct), "Olga Admin", _ct);
        _room = await _teacher.CreateRoomAsync("Archive", _ct);
        var devices = await FakeDevices.MakeAsync(_folder, Sender, 440, _ct);
        _file = Path.Combine(_folder, "first lecture.mp4");
        await Ffmpeg.RunAsync(["-framerate", "25", "-i", devices.Camera, "-i", devices.Microphone, "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "6M", "-minrate", "6M", "-maxrate", "6M",
            "-bufsize", "1M", "-x264-params", "nal-hrd=cbr", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", "10", _file], null, _ct);
    }

    [Fact]
    public async Task A_video_survives_a_killed_server_and_a_reload_on_its_way_and_is_replayed_with_pictures_on_the_seek_bar_and_captions()
    {
        await using var browser = await Chromium.StartAsync(null);
        await using var tab = await browser.OpenAsync("uploader");
        var cookie = _teacher.Cookie;
        await tab.Context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Url = _server.Address.ToString(), HttpOnly = true }]);
        await tab.GoToAsync(Link("/recordings"), _ct);
        await tab.ClickAsync("upload-button", _ct);
        await tab.Page.GetByTestId("upload-file").SetInputFilesAsync(_file);
        await tab.FillAsync("upload-title", "Introduction", _ct);
        await using var line = await ThrottleAsync(tab, bytesPerSecond: 400_000);
        await tab.ClickAsync("upload-start", _ct);
        await Until.ValueAsync(ReceivedAsync, received => received > 0, 30, "a part of the file has arrived", _ct);

        await _server.KillAsync(_ct);
        await Until.ValueAsync(() => StateAsync(tab), state => state == "waiting", 30, "the page waits for the server", _ct);
        await _server.StartProcessAsync(_ct);
        var before = await ReceivedAsync();
        await Until.ValueAsync(ReceivedAsync, received => received > before, 60, "the upload goes on by itself", _ct);

        await tab.ReloadAsync(_ct);
        await Until.ValueAsync(() => StateAsync(tab), state => state == "stopped", 30, "the page knows of the upload that a reload stopped", _ct);
        await tab.Page.GetByTestId("upload-again").SetInputFilesAsync(_file);
        await line.EndAsync();
        await Until.ValueAsync(() => StateAsync(tab), state => state == "done", 60, "the file is sent", _ct);

        var ready = await Until.ValueAsync(ListingAsync, row => (string)row["state"]! is "ready" or "failed" && row["poster"] is not null, 90, "the recording is ready and has its pictures", _ct);
        Assert.Equal(("ready", "Introduction"), ((string)ready["state"]!, (string)ready["title"]!));
        Assert.InRange((int)ready["durationMs"]!, 9_900, 10_200);
        var detail = await _teacher.GetAsync($"/api/recordings/{(string)ready["id"]!}", _ct);
        var picture = detail["renditions"]!.AsArray().Single(rendition => (string)rendition!["kind"]! == "screen")!;

        await tab.GoToAsync(Link($"/recordings/{(string)ready["id"]!}"), _ct);
        await tab.WaitForAsync("replay-play", _ct);
        var replay = new Replay(tab, (string)picture["id"]!);
        await replay.PressPlayAsync(_ct);
        await replay.PlaysAsync(Sender, _ct);
        await replay.PressPlayAsync(_ct);

        // Under the pointer on the seek bar there is a picture of that moment: a part of an image that can be had.
        await tab.Page.GetByTestId("replay-seek").HoverAsync();
        await Until.TrueAsync(() => tab.EvaluateAsync<bool>(
            """
            (async () => {
              const sprite = document.querySelector('[data-testid=replay-preview] .sprite');
              if (sprite === null) return false;
              const image = new Image();
              image.src = sprite.style.backgroundImage.slice(5, -2);
              return image.decode().then(() => image.naturalWidth >= sprite.clientWidth && sprite.clientWidth > 0, () => false);
            })()
            """, _ct), 15, "the seek bar shows a small picture", _ct);

        var captions = Path.Combine(_folder, "captions.vtt");
        await File.WriteAllTextAsync(captions, "WEBVTT\n\n00:00.000 --> 00:10.000\nGood morning\n", _ct);
        await tab.Page.GetByTestId("caption-choose").SetInputFilesAsync(captions);
        await tab.WaitForAsync("replay-captions", _ct);
        await tab.Page.Keyboard.PressAsync("c");
        await tab.WaitForAsync("replay-caption", _ct);
        Assert.Equal("Good morning", await tab.TextAsync("replay-caption", _ct));
        Assert.DoesNotContain(tab.Console, message => message.StartsWith("uncaught", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _teacher.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Link(string path) => new Uri(_server.Address, path).ToString();

    private Task<string?> StateAsync(ChromiumTab tab) => tab.EvaluateAsync<string?>("document.querySelector('[data-testid=upload]')?.dataset.state ?? null", _ct);

    /// <summary>Bytes of the upload that the server has.</summary>
    private async Task<long> ReceivedAsync() => (await _teacher.GetAsync("/api/uploads", _ct)).AsArray() is [{ } upload, ..] ? (long)upload["received"]! : 0;

    private async Task<JsonNode> ListingAsync() => (await _teacher.GetAsync($"/api/recordings?room={_room}", _ct)).AsArray() is [{ } row, ..] ? row : new JsonObject { ["state"] = "" };

    private static async Task<NarrowLine> ThrottleAsync(ChromiumTab tab, int bytesPerSecond)
    {
        var session = await tab.Context.NewCDPSessionAsync(tab.Page);
        await session.SendAsync("Network.enable");
        var line = new NarrowLine(session);
        await line.SetAsync(bytesPerSecond);
        return line;
    }

    /// <summary>What the page sends goes no quicker.</summary>
    private sealed class NarrowLine(ICDPSession session) : IAsyncDisposable
    {
        public async Task SetAsync(int bytesPerSecond) => await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond,
        });

        public Task EndAsync() => SetAsync(-1);

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
