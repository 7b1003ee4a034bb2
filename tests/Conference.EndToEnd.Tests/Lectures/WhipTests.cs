using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Instruments;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>WHIP and WHEP in real Chromiums, from pages of another origin, into and out of a room where a person sits on our own page.</summary>
public sealed class WhipTests : IAsyncLifetime
{
    private const string AdminToken = "d41d8cd98f00b204e9800998ecf8427e";
    private const int Sender = 7;
    private const int Tone = 990;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-whip-").FullName;
    private readonly HttpClient _program = new();
    private ConferenceServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ConferenceServer.StartAsync(_ct, ("CONFERENCE_ADMIN_TOKEN", AdminToken));
        _program.BaseAddress = _server.Address;
        _program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_one_page_publishes_by_whip_another_plays_by_whep_and_the_room_sees_through_ice_restarts()
    {
        var room = (string)(await PostAsync("/api/rooms", new { title = "Hall" }))["code"]!;
        await using var foreign = await BlankSite.StartAsync();
        await using var encoders = await Chromium.StartAsync(await FakeDevices.MakeAsync(_folder, Sender, Tone, _ct));
        await using var people = await Chromium.StartAsync(await FakeDevices.MakeAsync(_folder, 4, 550, _ct));

        await using var encoder = await OpenAsync(encoders, "encoder", foreign);
        await CallAsync(encoder, "publish", "whip", room, "Camera of the hall");
        await using var player = await OpenAsync(encoders, "player", foreign);
        await CallAsync(player, "play", "whep", room, "Screen in the foyer");
        var hall = new Attendee(encoder, "Camera of the hall", Sender, Tone, _server.Address);
        await using var foyer = new Attendee(player, "Screen in the foyer", 0, 0, _server.Address);
        await foyer.SeesAsync(hall, _ct);
        await foyer.HearsAsync(hall, _ct);

        await using var student = new Attendee(await people.OpenAsync("student"), "Student", 4, 550, _server.Address);
        await student.EnterAsync(room, _ct);
        await student.SeesAsync(hall, _ct);
        await student.HearsAsync(hall, _ct);
        await student.SeesRosterAsync(_ct, "Camera of the hall", "Screen in the foyer", "Student");

        foreach (var (tab, name) in new[] { (encoder, "publisher"), (player, "player") })
        {
            Assert.Equal(204, await tab.EvaluateAsync<int>("whip.trickle()", _ct));
            var before = await tab.EvaluateAsync<Fragments>("whip.fragments()", _ct);
            Assert.NotEmpty(await tab.EvaluateAsync<string>("whip.restart()", _ct));
            var after = await Until.ValueAsync(
                () => tab.EvaluateAsync<Fragments>("whip.fragments()", _ct),
                seen => seen.Used == seen.Described && seen.State == "connected", 20, $"the {name}'s media goes over the new ICE session", _ct);
            Assert.NotEqual(before.Used, after.Used);
        }

        // Longer than consent lasts under the credentials of before.
        Assert.True(await player.WatchAsync(Sender, _ct));
        var report = await Until.ValueAsync(() => player.ReportAsync(Sender, _ct), seen => seen.Seconds > 20, 40, "twenty seconds of picture", _ct);
        Assert.True(report.Steps / report.Seconds >= 5, report.ToString());
        Assert.True(report.LongestGapMs < 5000, report.ToString());
        await student.SeesAsync(hall, _ct);

        Assert.Equal(200, await player.EvaluateAsync<int>("whip.end()", _ct));
        await student.SeesRosterAsync(_ct, "Camera of the hall", "Student");
        Assert.Equal(200, await encoder.EvaluateAsync<int>("whip.end()", _ct));
        await student.SeesRosterAsync(_ct, "Student");
    }

    [Fact]
    public async Task A_player_whose_page_is_closed_is_gone_by_itself()
    {
        var room = (string)(await PostAsync("/api/rooms", new { title = "Hall" }))["code"]!;
        await using var foreign = await BlankSite.StartAsync();
        await using var encoders = await Chromium.StartAsync(await FakeDevices.MakeAsync(_folder, Sender, Tone, _ct));
        await using var encoder = await OpenAsync(encoders, "encoder", foreign);
        await CallAsync(encoder, "publish", "whip", room, "Camera of the hall");
        var player = await OpenAsync(encoders, "player", foreign);
        await CallAsync(player, "play", "whep", room, "Screen in the foyer");
        await Until.TrueAsync(() => player.WatchAsync(Sender, _ct), 30, "the player sees the hall", _ct);
        await Until.ValueAsync(() => ParticipantsAsync(room), count => count == 2, 10, "both are inside", _ct);

        await player.DisposeAsync();
        await Until.ValueAsync(() => ParticipantsAsync(room), count => count == 1, 30, "the player has left without a word", _ct);
    }

    private static async Task<ChromiumTab> OpenAsync(Chromium browser, string name, BlankSite site)
    {
        var tab = await browser.OpenAsync(name, Script.Read("whip.js"));
        await tab.GoToAsync(site.Address, TestContext.Current.CancellationToken);
        return tab;
    }

    private async Task CallAsync(ChromiumTab tab, string method, string use, string room, string name)
    {
        var token = await PostAsync($"/api/rooms/{room}/tokens", new { use, name });
        var session = await tab.EvaluateAsync<string>($"whip.{method}(\"{token["url"]}\", \"{token["token"]}\")", _ct);
        Assert.Contains($"/{use}/sessions/", session, StringComparison.Ordinal);
    }

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await _program.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, _ct);
        var text = await answer.Content.ReadAsStringAsync(_ct);
        Assert.True(answer.IsSuccessStatusCode, $"POST {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<int> ParticipantsAsync(string room) =>
        (int)JsonNode.Parse(await _program.GetStringAsync(new Uri($"/api/rooms/{room}", UriKind.Relative), _ct))!["participants"]!;

    private sealed record Fragments(string Used, string Described, string State);
}
