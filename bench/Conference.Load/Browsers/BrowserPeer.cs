using System.Diagnostics;
using System.Text.Json;
using Conference.EndToEnd.Tests;
using Conference.EndToEnd.Tests.Browsers;
using Conference.Load.Servers;
using Conference.Rtc.Sdp;
using Microsoft.Playwright;

namespace Conference.Load.Browsers;

/// <summary>A real Chromium in the room, a process of its own beside the load generator: its camera (720p) or a receiver of everything.</summary>
internal sealed class BrowserPeer : ISubscriberEnd, IAsyncDisposable
{
    /// <summary>Camera and connection are there for a secure origin only; nothing is fetched from it.</summary>
    private const string Origin = "https://peer.test/";

    private readonly Chromium _chromium;
    private readonly ChromiumTab _tab;
    private readonly IReadOnlyList<MediaKind> _kinds;
    private readonly string _folder;
    private bool _hasOffered;

    private BrowserPeer(Chromium chromium, ChromiumTab tab, IReadOnlyList<MediaKind> kinds, string folder)
    {
        _folder = folder;
        _chromium = chromium;
        _tab = tab;
        _kinds = kinds;
    }

    /// <param name="kinds">Of the room's tracks.</param>
    public static async Task<BrowserPeer> StartAsync(IReadOnlyList<MediaKind> kinds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conference-camera-").FullName;
        var picture = await MakePictureAsync(folder, cancellationToken);
        var chromium = await Chromium.StartAsync(
            null, flags: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-video-capture={picture}"]);
        var tab = await chromium.OpenAsync("peer", Script.Read("peer.js"));
        await tab.Page.RouteAsync($"{Origin}**", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<!doctype html><body>" }));
        await tab.GoToAsync(Origin, cancellationToken);
        return new BrowserPeer(chromium, tab, kinds, folder);
    }

    /// <summary>The offer of its camera.</summary>
    public Task<string> PublishAsync(CancellationToken cancellationToken) => _tab.EvaluateAsync<string>("peer.publish()", cancellationToken);

    public Task<string> OfferAsync(CancellationToken cancellationToken)
    {
        _hasOffered = true;
        var kinds = JsonSerializer.Serialize(_kinds.Select(kind => kind == MediaKind.Audio ? "audio" : "video"));
        return _tab.EvaluateAsync<string>($"peer.play({kinds})", cancellationToken);
    }

    public Task<string> AnswerAsync(string offer, CancellationToken cancellationToken) =>
        _tab.EvaluateAsync<string>($"peer.answer({JsonSerializer.Serialize(offer)})", cancellationToken);

    /// <summary>Takes the server's description, if it is an answer, and waits until media can flow.</summary>
    public async Task ConnectAsync(string description, bool isAnswer, CancellationToken cancellationToken)
    {
        if (isAnswer || _hasOffered) await _tab.EvaluateAsync<string>($"peer.accept({JsonSerializer.Serialize(description)}).then(() => '')", cancellationToken);
        await Until.TrueAsync(async () => await _tab.EvaluateAsync<string>("peer.state()", cancellationToken) == "connected", 20, "Chromium is connected", cancellationToken);
    }

    public Task<PeerFigures> ReadAsync(CancellationToken cancellationToken) => _tab.EvaluateAsync<PeerFigures>("peer.figures()", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _tab.DisposeAsync();
        await _chromium.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What the camera sees: motion and some noise, so that the encoder has as much to do as with a face before a bookshelf.</summary>
    private static async Task<string> MakePictureAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "camera.mjpeg");
        using var ffmpeg = Process.Start(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=4,noise=alls=6:allf=t", "-q:v", "6", "-f", "mjpeg", file]);
        await ffmpeg.WaitForExitAsync(cancellationToken);
        return ffmpeg.ExitCode == 0 ? file : throw new InvalidOperationException("ffmpeg could not make the camera's picture.");
    }
}
