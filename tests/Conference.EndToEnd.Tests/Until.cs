using System.Diagnostics;
using System.Text.Json;

namespace Conference.EndToEnd.Tests;

/// <summary>Waits for what no event tells: asks again and again until it is true, or says what never came.</summary>
public static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static Task TrueAsync(Func<Task<bool>> condition, int seconds, string what, CancellationToken cancellationToken) =>
        ValueAsync(condition, value => value, seconds, what, cancellationToken);

    /// <summary>The first value that satisfies; otherwise the test fails with the last one seen.</summary>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T>> ask, Func<T, bool> satisfies, int seconds, string what, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var value = await ask();
            if (satisfies(value)) return value;
            if (waited.Elapsed.TotalSeconds > seconds) Assert.Fail($"Within {seconds} s it did not come true: {what}. Last seen: {Show(value)}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static string Show<T>(T value)
    {
        if (value is string text) return text;
        try
        {
            return JsonSerializer.Serialize(value);
        }
        catch (NotSupportedException)
        {
            return $"{value}"; // a Match has members that are no JSON
        }
    }
}
