using System.Globalization;
using System.Text;

namespace Conference.Recorder.Archive;

/// <summary>Names that people chose, as names of files on any system.</summary>
internal static class FileNames
{
    private const int MaxLength = 60;

    /// <summary>
    /// The text without what a file system forbids, what could lead out of a folder, or what a terminal obeys; empty when nothing is left.
    /// </summary>
    public static string Of(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (name.Length + rune.Utf16SequenceLength > MaxLength) break;
            var isForbidden = rune.Value is '<' or '>' or ':' or '"' or '/' or '\\' or '|' or '?' or '*' || rune == Rune.ReplacementChar
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
            name.Append(isForbidden ? " " : rune.ToString());
        }

        // Windows takes neither a space nor a dot at the end; at the front a dot hides the file.
        return string.Join(' ', name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('.', ' ');
    }
}
