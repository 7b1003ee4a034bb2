namespace Conference.Web.Health;

/// <summary>Runs every check at once and remembers the answer for a moment, so that eager probes cost the store nothing.</summary>
internal sealed class Readiness(IEnumerable<IReadyCheck> checks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1, 1);
    private ReadyReport? _last;
    private DateTimeOffset _lastAt;

    public async Task<ReadyReport> ReportAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && time.GetUtcNow() - _lastAt < Fresh) return last;
            _last = ReadyReport.Of(await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken))));
            _lastAt = time.GetUtcNow();
            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static async Task<ReadyLine> RunAsync(IReadyCheck check, CancellationToken cancellationToken)
    {
        try
        {
            // WaitAsync too: a driver that ignores the token must not hold the probe.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(CheckLimit);
            return new ReadyLine(check.Name, true, await check.CheckAsync(limit.Token).WaitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ReadyLine(check.Name, false, $"It did not answer within {CheckLimit.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever is wrong, the probe says it instead of failing.
            return new ReadyLine(check.Name, false, e.Message);
        }
    }
}
