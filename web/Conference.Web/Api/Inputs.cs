using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Conference.Web.Api;

/// <summary>The one place that says which texts people may give us.</summary>
internal static class Inputs
{
    public const int MaxName = 60;
    public const int MaxTitle = 200;

    /// <summary>RFC 5321 §4.5.3.1.3: the longest path is 256 octets, two of which are its brackets.</summary>
    private const int MaxEmail = 254;

    /// <summary>
    /// One line of 1 to <paramref name="maxLength"/> characters, trimmed; null when it is not. Control characters, and the bidirectional overrides
    /// that could disguise a name, are refused.
    /// </summary>
    public static string? Line(string? text, int maxLength)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > maxLength) return null;
        var visible = false;
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate comes out as U+FFFD, and PostgreSQL would refuse it.
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune)) return null;
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029) return null;
            visible |= !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format;
        }

        return visible ? text : null;
    }

    /// <summary>The address, or null when it is none.</summary>
    public static string? Email(string? text) =>
        Line(text, MaxEmail) is { } line && MailAddress.TryCreate(line, out var address) && address.Address == line && !line.Contains('"') ? line : null;
}
