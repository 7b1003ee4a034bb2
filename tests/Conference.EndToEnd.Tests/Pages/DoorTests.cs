using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Pages;

/// <summary>What a page says when something stands in the way.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private ConferenceServer _server = null!;
    private Account _teacher = null!;
    private string _room = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ConferenceServer.StartAsync(_ct, ("CONFERENCE_ROOM_CAPACITY", "2"));
        _teacher = await Account.AcceptAsync(_server.Address, await _server.AdministratorTokenAsync(_ct), "Olga Admin", _ct);
        _room = await _teacher.CreateRoomAsync("A small room", _ct);
    }

    [Fact]
    public async Task Each_obstacle_is_told_in_words_with_a_way_on()
    {
        // Headless Chromium answers the question for camera and microphone with no.
        await using var browser = await Chromium.StartAsync(null, Chromium.Installed, "--use-fake-device-for-media-stream", "--deny-permission-prompts");
        await using var denied = await browser.OpenAsync("denied");
        await denied.GoToAsync(Link($"/r/{_room}"), _ct);
        await TellsAsync(denied, "does not let this page use the camera");
        await EnterAsync(denied, "Denied");

        await using var bare = await Chromium.StartAsync(null, Chromium.Installed, "--use-fake-ui-for-media-stream");
        await using var none = await bare.OpenAsync("no camera");
        await none.GoToAsync(Link($"/r/{_room}"), _ct);
        await TellsAsync(none, "no camera is connected");
        await EnterAsync(none, "Bare");

        // Two are inside; the room takes no third.
        await using var third = await bare.OpenAsync("third");
        await third.GoToAsync(Link($"/r/{_room}"), _ct);
        await third.WaitForAsync("name-input", _ct);
        await third.FillAsync("name-input", "Third", _ct);
        await third.ClickAsync("join-button", _ct);
        await third.WaitForAsync("room-full", _ct, 30);
        await third.WaitForAsync("join-again", _ct);

        await third.GoToAsync(Link("/r/nosuchroom"), _ct);
        await third.WaitForAsync("room-gone", _ct);

        // An invitation works once.
        var invitation = (string)(await _teacher.PostAsync("/api/invitations", new { role = "teacher" }, _ct))!["url"]!;
        using var accepted = await Account.AcceptAsync(_server.Address, invitation.Split('/')[^1], "Second Teacher", _ct);
        await third.GoToAsync(Link(new Uri(invitation).AbsolutePath), _ct);
        await third.WaitForAsync("invite-gone", _ct);
    }

    [Fact]
    public async Task An_insecure_origin_says_why_there_is_no_camera_and_still_lets_one_listen()
    {
        await using var network = await NetworkNamespace.CreateAsync();
        await using var browser = await Chromium.StartAsync(null, network.Chromium);
        await using var tab = await browser.OpenAsync("insecure");
        await tab.GoToAsync($"http://{network.HostAddress}:{_server.Port}/r/{_room}", _ct);
        await tab.WaitForAsync("insecure", _ct);
        await EnterAsync(tab, "Listener");
    }

    public async ValueTask DisposeAsync()
    {
        _teacher?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private string Link(string path) => new Uri(_server.Address, path).ToString();

    private Task<string> TellsAsync(BrowserTab tab, string words) => Until.ValueAsync(
        async () => string.Join('\n', await tab.TextsAsync("device-trouble", _ct)), text => text.Contains(words, StringComparison.OrdinalIgnoreCase), 15, $"the page says: {words}", _ct);

    private async Task EnterAsync(BrowserTab tab, string name)
    {
        await tab.FillAsync("name-input", name, _ct);
        await tab.ClickAsync("join-button", _ct);
        await tab.WaitForAsync("room", _ct, 30);
    }
}
