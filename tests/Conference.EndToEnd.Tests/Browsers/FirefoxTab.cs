using System.Text.Json.Nodes;

namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>A Firefox with one page, driven over WebDriver BiDi by peers/firefox.mjs.</summary>
public sealed class FirefoxTab : BrowserTab
{
    /// <summary>Debian's ESR, unless FIREFOX names another.</summary>
    private static readonly string Installed = Environment.GetEnvironmentVariable("FIREFOX") is { Length: > 0 } named ? named : "/usr/bin/firefox-esr";

    private readonly PeerProcess _node;

    private FirefoxTab(string name, PeerProcess node)
    {
        Name = name;
        _node = node;
    }

    public override string Name { get; }

    /// <param name="prefs">Preferences beyond those that fake the devices.</param>
    /// <param name="scripts">Run in each page before its own scripts, after the probe.</param>
    public static async Task<FirefoxTab> StartAsync(
        string name, Dictionary<string, object> prefs, CancellationToken cancellationToken, params string[] scripts)
    {
        var options = new { Executable = Installed, Prefs = prefs, Scripts = (string[])[Script.Probe, .. scripts] };
        return new FirefoxTab(name, await PeerProcess.StartAsync("firefox.mjs", options, cancellationToken));
    }

    public override Task GoToAsync(string url, CancellationToken cancellationToken) => _node.AskAsync("goto", new JsonObject { ["url"] = url }, cancellationToken);

    public override Task ReloadAsync(CancellationToken cancellationToken) => _node.AskAsync("reload", [], cancellationToken);

    public override Task ClickAsync(string testId, CancellationToken cancellationToken) =>
        _node.AskAsync("click", new JsonObject { ["testId"] = testId }, cancellationToken);

    public override Task FillAsync(string testId, string text, CancellationToken cancellationToken) =>
        _node.AskAsync("fill", new JsonObject { ["testId"] = testId, ["text"] = text }, cancellationToken);

    public override ValueTask DisposeAsync() => _node.DisposeAsync();

    protected override async Task<string> EvaluateToJsonAsync(string expression, CancellationToken cancellationToken) =>
        (string)(await _node.AskAsync("evaluate", new JsonObject { ["expression"] = expression }, cancellationToken))!;
}
