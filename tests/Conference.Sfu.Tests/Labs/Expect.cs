namespace Conference.Sfu.Tests.Labs;

/// <summary>What a lab takes for granted. Not the test library's, because the benchmarks use the labs too.</summary>
internal static class Expect
{
    public static void That([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string? otherwise = null)
    {
        if (!holds) throw new InvalidOperationException(otherwise ?? "The lab did not behave as its user expects.");
    }
}
