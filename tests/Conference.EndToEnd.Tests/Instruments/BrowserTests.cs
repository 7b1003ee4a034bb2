using Conference.EndToEnd.Tests.Browsers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Instruments;

/// <summary>A page that calls itself, without our server: fake devices, probe and drivers work in both browsers.</summary>
public sealed class BrowserTests : IDisposable
{
    private const string CallYourself =
        """
        (async () => {
          const own = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: true, echoCancellation: true, autoGainControl: true }, video: { width: 640 } });
          const from = new RTCPeerConnection(), to = new RTCPeerConnection();
          from.onicecandidate = ({ candidate }) => candidate && to.addIceCandidate(candidate);
          to.onicecandidate = ({ candidate }) => candidate && from.addIceCandidate(candidate);
          const video = document.body.appendChild(document.createElement("video"));
          video.autoplay = true;
          video.srcObject = new MediaStream();
          to.ontrack = ({ track }) => video.srcObject.addTrack(track);
          for (const track of own.getTracks()) from.addTrack(track, own);
          await from.setLocalDescription();
          await to.setRemoteDescription(from.localDescription);
          await to.setLocalDescription();
          await from.setRemoteDescription(to.localDescription);
          return true;
        })()
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-instruments-").FullName;

    [Fact]
    public async Task Chromium_shows_and_sounds_its_fake_devices()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var site = await BlankSite.StartAsync();
        var devices = await FakeDevices.MakeAsync(_folder, sender: 3, tone: 660, ct);
        await using var browser = await Chromium.StartAsync(devices);
        await using var tab = await browser.OpenAsync("Chromium");
        await tab.GoToAsync(site.Address, ct);
        await CheckAsync(tab, sender: 3, tone: 660, ct);
    }

    [Fact]
    public async Task Firefox_shows_and_sounds_a_source_of_one_clock()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var site = await BlankSite.StartAsync();
        await using var tab = await FirefoxTab.StartAsync("Firefox", new() { ["media.peerconnection.ice.loopback"] = true }, ct, Script.Source(sender: 6, tone: 880));
        await tab.GoToAsync(site.Address, ct);
        await CheckAsync(tab, sender: 6, tone: 880, ct);
    }

    private static async Task CheckAsync(BrowserTab tab, int sender, int tone, CancellationToken ct)
    {
        await tab.EvaluateAsync<bool>(CallYourself, ct);
        await Until.TrueAsync(() => tab.EvaluateAsync<bool>($"probe.watch({sender})", ct), 20, "the picture is read", ct);
        var heard = await Until.ValueAsync(() => tab.HearAsync(tone, ct), share => share > 0.5, 20, $"a tone of {tone} Hz", ct);
        Assert.True(heard > await tab.HearAsync(1234, ct));
        var report = await Until.ValueAsync(() => tab.ReportAsync(sender, ct), report => report.Seconds > 3, 10, "three seconds of picture", ct);
        Assert.True(report.Steps / report.Seconds >= 10, report.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
