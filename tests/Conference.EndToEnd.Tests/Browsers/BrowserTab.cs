using System.Text.Json;

namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>One page of a real browser, the same for Chromium and Firefox. Elements are named by their data-testid.</summary>
public abstract class BrowserTab : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>For messages of failed tests.</summary>
    public abstract string Name { get; }

    public abstract Task GoToAsync(string url, CancellationToken cancellationToken);

    public abstract Task ReloadAsync(CancellationToken cancellationToken);

    /// <summary>Types into a field as a person would, so that the page's own handlers see it.</summary>
    public abstract Task FillAsync(string testId, string text, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>Clicks as a person would: the element must be visible and not covered.</summary>
    public abstract Task ClickAsync(string testId, CancellationToken cancellationToken);

    /// <summary>The value of a JavaScript expression (promises are awaited).</summary>
    public async Task<T> EvaluateAsync<T>(string expression, CancellationToken cancellationToken)
    {
        var text = await EvaluateToJsonAsync($"(async () => JSON.stringify(await ({expression})) ?? 'null')()", cancellationToken);
        return JsonSerializer.Deserialize<T>(text, Json)!;
    }

    public Task<bool> HasAsync(string testId, CancellationToken cancellationToken) =>
        EvaluateAsync<bool>($"document.querySelector('[data-testid=\"{testId}\"]') !== null", cancellationToken);

    public Task WaitForAsync(string testId, CancellationToken cancellationToken, int seconds = 15) =>
        Until.TrueAsync(() => HasAsync(testId, cancellationToken), seconds, $"{Name} shows {testId}", cancellationToken);

    public Task WaitForGoneAsync(string testId, CancellationToken cancellationToken, int seconds = 15) =>
        Until.TrueAsync(async () => !await HasAsync(testId, cancellationToken), seconds, $"{Name} no longer shows {testId}", cancellationToken);

    public Task<string> TextAsync(string testId, CancellationToken cancellationToken) =>
        EvaluateAsync<string>($"document.querySelector('[data-testid=\"{testId}\"]')?.textContent ?? ''", cancellationToken);

    public Task<IReadOnlyList<string>> TextsAsync(string testId, CancellationToken cancellationToken) =>
        EvaluateAsync<IReadOnlyList<string>>($"[...document.querySelectorAll('[data-testid=\"{testId}\"]')].map((found) => found.textContent)", cancellationToken);

    /// <summary>True once the page shows this sender's picture; from then on it is measured.</summary>
    public Task<bool> WatchAsync(int sender, CancellationToken cancellationToken) => EvaluateAsync<bool>($"probe.watch({sender})", cancellationToken);

    public Task<PictureReport> ReportAsync(int sender, CancellationToken cancellationToken) =>
        EvaluateAsync<PictureReport>($"probe.report({sender})", cancellationToken);

    /// <summary>Frames of its "camera" or its "screen" that this page has sent since it began to.</summary>
    public Task<int> SentAsync(string source, CancellationToken cancellationToken) => EvaluateAsync<int>($"probe.sent('{source}')", cancellationToken);

    /// <summary>The largest share that this tone has had in any sound the page plays, since the page began to listen: 0 never heard, 1 nothing but it.</summary>
    public async Task<double> HearAsync(int tone, CancellationToken cancellationToken)
    {
        var heard = await EvaluateAsync<IReadOnlyList<Heard>>($"probe.listen([{tone}])", cancellationToken);
        return heard.Select(track => track.Shares.GetValueOrDefault(tone)).DefaultIfEmpty().Max();
    }

    protected abstract Task<string> EvaluateToJsonAsync(string expression, CancellationToken cancellationToken);
}
