using System.Text.Json.Serialization;

namespace Conference.Web.Health;

/// <param name="Status">"ready" or "not-ready".</param>
internal sealed record ReadyReport(string Status, IReadOnlyList<ReadyLine> Checks)
{
    [JsonIgnore]
    public bool IsReady => Checks.All(check => check.Ok);

    /// <summary>For who is no operator: what a driver says when it fails names hosts and users.</summary>
    public ReadyReport WithoutReasons() => this with { Checks = [.. Checks.Select(check => check with { Sentence = check.Ok ? check.Sentence : "The server's operator sees why." })] };

    public static ReadyReport Of(IReadOnlyList<ReadyLine> checks) => new(checks.All(check => check.Ok) ? "ready" : "not-ready", checks);
}
