using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>
/// What a processor family offers for AES (FIPS 197) and for carry-less multiplication. The families put the addition of the round key at
/// different ends of a round, so each step is given the key before it and its own; an implementation takes the one it needs.
/// </summary>
internal interface IAesInstructions
{
    static abstract bool IsSupported { get; }

    /// <summary>The state that the first round starts from.</summary>
    static abstract Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key);

    /// <summary>Rounds one to nine.</summary>
    static abstract Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previousKey, Vector128<byte> key);

    /// <summary>The tenth round, which mixes no columns.</summary>
    static abstract Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> previousKey, Vector128<byte> key);

    /// <summary>The S-box on each octet of a word (FIPS 197 §5.2, SubWord).</summary>
    static abstract uint SubstituteWord(uint word);

    /// <summary>The 128-bit carry-less product of both lower halves.</summary>
    static abstract Vector128<ulong> MultiplyLow(Vector128<ulong> left, Vector128<ulong> right);

    /// <summary>The 128-bit carry-less product of both upper halves.</summary>
    static abstract Vector128<ulong> MultiplyHigh(Vector128<ulong> left, Vector128<ulong> right);

    /// <summary>The sum of the two products of one's lower half by the other's upper.</summary>
    static abstract Vector128<ulong> MultiplyCross(Vector128<ulong> left, Vector128<ulong> right);
}
