namespace Conference.Signaling.Tests;

/// <summary>For what is written behind the answer (a room's storage lane) and has no event to await.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await condition()) await Task.Delay(20, patience.Token);
    }
}
