using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Conference.EndToEnd.Tests.Browsers;

public sealed class ChromiumTab : BrowserTab
{
    private readonly ConcurrentQueue<string> _console = new();

    internal ChromiumTab(string name, IBrowserContext context, IPage page)
    {
        Name = name;
        Context = context;
        Page = page;
        page.Console += (_, message) => _console.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _console.Enqueue($"uncaught: {error}");
    }

    public override string Name { get; }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the page wrote to its console, uncaught errors included.</summary>
    public IReadOnlyList<string> Console => [.. _console];

    public override Task GoToAsync(string url, CancellationToken cancellationToken) =>
        Page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded }).WaitAsync(cancellationToken);

    public override Task ReloadAsync(CancellationToken cancellationToken) =>
        Page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded }).WaitAsync(cancellationToken);

    public override Task ClickAsync(string testId, CancellationToken cancellationToken) => Page.GetByTestId(testId).First.ClickAsync().WaitAsync(cancellationToken);

    public override Task FillAsync(string testId, string text, CancellationToken cancellationToken) =>
        Page.GetByTestId(testId).First.FillAsync(text).WaitAsync(cancellationToken);

    public override async ValueTask DisposeAsync() => await Context.DisposeAsync();

    protected override Task<string> EvaluateToJsonAsync(string expression, CancellationToken cancellationToken) =>
        Page.EvaluateAsync<string>(expression).WaitAsync(cancellationToken);
}
