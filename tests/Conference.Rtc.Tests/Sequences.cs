namespace Conference.Rtc.Tests;

/// <summary>Sequence numbers around every wrap that somebody ever got wrong.</summary>
public static class Sequences
{
    public static TheoryData<int> Starts => [0, 1, 127, 128, 32_767, 32_768, 65_534, 65_535];
}
