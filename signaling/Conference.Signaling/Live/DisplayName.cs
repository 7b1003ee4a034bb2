using System.Globalization;
using System.Text;

namespace Conference.Signaling.Live;

/// <summary>What a name looks like in the roster.</summary>
internal static class DisplayName
{
    /// <summary>In UTF-16 code units, as the page's input counts them.</summary>
    public const int MaximumLength = 60;

    /// <summary>
    /// Trims, makes every run of white space one blank, and removes what cannot be seen: control characters, unpaired surrogates and the bidirectional
    /// overrides with which a name could be made to look like another's. Joiners stay: emoji and several scripts need them.
    /// </summary>
    /// <returns>1 to <see cref="MaximumLength"/> characters; empty when nothing visible is left.</returns>
    public static string Clean(string name) => Clean(name, MaximumLength);

    /// <returns>At most <paramref name="longest"/> characters; the rest is cut off.</returns>
    public static string Clean(string name, int longest)
    {
        var clean = new StringBuilder(Math.Min(name.Length, longest));
        var blank = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                blank = clean.Length > 0;
                continue;
            }

            if (!IsVisible(rune)) continue;
            var length = rune.Utf16SequenceLength + (blank ? 1 : 0);
            if (clean.Length + length > longest) break;
            if (blank) clean.Append(' ');
            blank = false;
            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>The name itself, or the name with " (2)", " (3)", ... when somebody inside has it already (letter case does not tell people apart).</summary>
    public static string MakeUnique(string name, IReadOnlySet<string> taken)
    {
        if (!taken.Contains(name)) return name;
        for (var number = 2; ; number++)
        {
            var suffix = $" ({number})";
            var candidate = Cut(name, MaximumLength - suffix.Length) + suffix;
            if (!taken.Contains(candidate)) return candidate;
        }
    }

    private static bool IsVisible(Rune rune) =>
        rune.Value is 0x200C or 0x200D ||
        (rune != Rune.ReplacementChar
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate));

    private static string Cut(string name, int length)
    {
        if (name.Length <= length) return name;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        return name[..length].TrimEnd();
    }
}
