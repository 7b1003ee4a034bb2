using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>A person with a browser tab: what they show and sound like, and what they do on the pages.</summary>
/// <param name="Sender">The number in the picture of their camera.</param>
/// <param name="Tone">The frequency of their voice, Hz.</param>
public sealed record Attendee(BrowserTab Tab, string Name, int Sender, int Tone, Uri Site) : IAsyncDisposable
{
    /// <summary>Signs the browser in as this account, so that its own rooms make it a teacher.</summary>
    public async Task SignInAsync(Account account)
    {
        var cookie = account.Cookie;
        if (Tab is not ChromiumTab chromium)
        {
            await Tab.GoToAsync(Site.ToString(), CancellationToken.None);
            await Tab.EvaluateAsync<bool>($"(document.cookie = '{cookie.Name}={cookie.Value}; path=/', true)", CancellationToken.None);
            return;
        }

        await chromium.Context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Url = Site.ToString(), HttpOnly = true }]);
    }

    /// <summary>Opens the room's link and goes in with microphone and camera on; a page that still knows its place goes straight in.</summary>
    public async Task EnterAsync(string room, CancellationToken cancellationToken)
    {
        await Tab.GoToAsync(new Uri(Site, $"/r/{room}").ToString(), cancellationToken);
        await Until.TrueAsync(async () => await Tab.HasAsync("name-input", cancellationToken) || await Tab.HasAsync("room", cancellationToken), 30,
            $"{Name} is at the door", cancellationToken);
        if (await Tab.HasAsync("name-input", cancellationToken))
        {
            await Tab.FillAsync("name-input", Name, cancellationToken);
            // The page opens both by itself.
            await WaitPressedAsync("mic-button", true, cancellationToken);
            await WaitPressedAsync("camera-button", true, cancellationToken);
            await Tab.ClickAsync("join-button", cancellationToken);
        }
        await Tab.WaitForAsync("room", cancellationToken, 30);
    }

    /// <summary>Presses a button of the room unless it is on, and waits until it is.</summary>
    public async Task TurnOnAsync(string testId, CancellationToken cancellationToken)
    {
        await Until.ValueAsync(() => AttributeAsync(testId, "disabled", cancellationToken), value => value is null, 30, $"{Name}'s {testId} may be used", cancellationToken);
        if (await AttributeAsync(testId, "aria-pressed", cancellationToken) != Text(true)) await Tab.ClickAsync(testId, cancellationToken);
        await WaitPressedAsync(testId, true, cancellationToken);
    }

    /// <summary>The opposite of <see cref="TurnOnAsync"/>; a button that is not there is off.</summary>
    public async Task TurnOffAsync(string testId, CancellationToken cancellationToken)
    {
        if (await AttributeAsync(testId, "aria-pressed", cancellationToken) != Text(true)) return;
        await Tab.ClickAsync(testId, cancellationToken);
        await WaitPressedAsync(testId, false, cancellationToken);
    }

    /// <summary>Forgets whatever this page remembers of lectures, so that the next entry is a first one.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await Tab.GoToAsync(new Uri(Site, "/").ToString(), cancellationToken);
        await Tab.EvaluateAsync<bool>("(sessionStorage.clear(), true)", cancellationToken);
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await Tab.ClickAsync("leave-button", cancellationToken);
        await Tab.WaitForAsync("room-left", cancellationToken);
    }

    /// <summary>A teacher ends the lecture.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await Tab.ClickAsync("end-button", cancellationToken);
        await Tab.ClickAsync("end-confirm", cancellationToken);
        await Tab.WaitForAsync("room-ended", cancellationToken);
    }

    /// <summary>Waits until the page tells this state of the recording.</summary>
    public Task SeesRecordingAsync(string state, CancellationToken cancellationToken) => Until.ValueAsync(
        () => AttributeAsync("recording-pill", "data-state", cancellationToken), seen => seen == state, 30, $"{Name} sees the recording {state}", cancellationToken);

    public Task SeesAsync(Attendee other, CancellationToken cancellationToken, int seconds = 30) =>
        Until.TrueAsync(() => Tab.WatchAsync(other.Sender, cancellationToken), seconds, $"{Name} sees {other.Name}", cancellationToken);

    public Task HearsAsync(Attendee other, CancellationToken cancellationToken, int seconds = 30) => Until.ValueAsync(
        () => Tab.HearAsync(other.Tone, cancellationToken), share => share > 0.4, seconds, $"{Name} hears {other.Name} ({other.Tone} Hz)", cancellationToken);

    /// <summary>Opens the people panel if need be and reads the roster: names of those who are connected.</summary>
    public async Task<IReadOnlyList<string>> RosterAsync(CancellationToken cancellationToken)
    {
        await OpenAsync("people-button", cancellationToken);
        var names = await Tab.EvaluateAsync<List<string>>(
            "[...document.querySelectorAll('[data-testid=\"participant\"]')].filter((row) => row.dataset.connection === 'connected').map((row) => row.dataset.name)",
            cancellationToken);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Waits until exactly these names are inside, everybody connected.</summary>
    public async Task SeesRosterAsync(CancellationToken cancellationToken, params string[] names)
    {
        var expected = string.Join(", ", names.Order(StringComparer.Ordinal));
        await Until.ValueAsync(async () => string.Join(", ", await RosterAsync(cancellationToken)), roster => roster == expected, 30,
            $"{Name}'s roster is {expected}", cancellationToken);
    }

    public async Task SayAsync(string text, CancellationToken cancellationToken)
    {
        await OpenAsync("chat-button", cancellationToken);
        await Tab.WaitForAsync("chat-input", cancellationToken);
        await Tab.FillAsync("chat-input", text, cancellationToken);
        await Tab.ClickAsync("chat-send", cancellationToken);
    }

    /// <summary>The texts of the chat in order.</summary>
    public async Task<IReadOnlyList<string>> ChatAsync(CancellationToken cancellationToken)
    {
        await OpenAsync("chat-button", cancellationToken);
        return await Tab.EvaluateAsync<IReadOnlyList<string>>(
            "[...document.querySelectorAll('[data-testid=\"chat-message\"] p')].map((line) => line.textContent)", cancellationToken);
    }

    /// <summary>Turns a room switch, and waits until the page shows the new state.</summary>
    public async Task SwitchAsync(string testId, bool on, CancellationToken cancellationToken)
    {
        if (await AttributeAsync(testId, "aria-checked", cancellationToken) == Text(on)) return;
        await Tab.ClickAsync(testId, cancellationToken);
        await Until.ValueAsync(() => AttributeAsync(testId, "aria-checked", cancellationToken), value => value == Text(on), 30, $"{testId} is {Text(on)}", cancellationToken);
    }

    public Task WaitPressedAsync(string testId, bool pressed, CancellationToken cancellationToken) => Until.ValueAsync(
        () => AttributeAsync(testId, "aria-pressed", cancellationToken), value => value == Text(pressed), 30, $"{Name}'s {testId} is {Text(pressed)}", cancellationToken);

    public Task<string?> AttributeAsync(string testId, string attribute, CancellationToken cancellationToken) =>
        Tab.EvaluateAsync<string?>($"document.querySelector('[data-testid=\"{testId}\"]')?.getAttribute('{attribute}') ?? null", cancellationToken);

    public ValueTask DisposeAsync() => Tab.DisposeAsync();

    private async Task OpenAsync(string testId, CancellationToken cancellationToken)
    {
        if (await AttributeAsync(testId, "aria-expanded", cancellationToken) == "true") return;
        await Tab.ClickAsync(testId, cancellationToken);
    }

    private static string Text(bool value) => value ? "true" : "false";
}
