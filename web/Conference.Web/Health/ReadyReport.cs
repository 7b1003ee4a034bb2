namespace Conference.Web.Health;

/// <param name="Status">"ready" or "not-ready".</param>
internal sealed record ReadyReport(string Status, IReadOnlyList<ReadyLine> Checks)
{
    public bool IsReady => Checks.All(check => check.Ok);

    public static ReadyReport Of(IReadOnlyList<ReadyLine> checks) => new(checks.All(check => check.Ok) ? "ready" : "not-ready", checks);
}
