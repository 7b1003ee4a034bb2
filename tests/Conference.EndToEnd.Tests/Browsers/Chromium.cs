using Conference.Testing.Media;
using Microsoft.Playwright;

namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>A Chromium as a process of its own, because a fake camera's file is chosen per process.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Quiet =
    [
        "--no-first-run", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--autoplay-policy=no-user-gesture-required", "--lang=en",
    ];

    /// <summary>Debian's, unless CHROMIUM names another.</summary>
    public static string Installed { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <param name="devices">What camera and microphone give; null for a machine without either.</param>
    /// <param name="executable">Instead of <see cref="Installed"/>: another program that ends in Chromium, for example one that enters a network namespace first.</param>
    /// <param name="flags">Flags beyond the usual ones.</param>
    public static async Task<Chromium> StartAsync(FakeDevices? devices, string? executable = null, params string[] flags)
    {
        var playwright = await Playwright.CreateAsync();
        List<string> arguments = [.. Quiet, .. flags];
        if (devices is not null)
        {
            arguments.AddRange(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                $"--use-file-for-fake-video-capture={devices.Camera}", $"--use-file-for-fake-audio-capture={devices.Microphone}"]);
        }
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable ?? Installed,
            Headless = true,
            ChromiumSandbox = false, // tests run as root in a container
            Args = arguments,
            Timeout = 30_000,
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>A tab with cookies of its own: another person.</summary>
    public async Task<ChromiumTab> OpenAsync(string name, params string[] scripts)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = "en-GB",
            ViewportSize = new ViewportSize { Width = 1280, Height = 720 },
            IgnoreHTTPSErrors = true,
        });
        foreach (var script in (IEnumerable<string>)[Script.Probe, .. scripts]) await context.AddInitScriptAsync(script);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        return new ChromiumTab(name, context, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
