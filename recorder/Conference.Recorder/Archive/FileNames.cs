using System.Globalization;
using System.Text;
using Conference.Rooms.Model;

namespace Conference.Recorder.Archive;

/// <summary>Names that people chose, as names of files on any system.</summary>
public static class FileNames
{
    private const int MaxLength = 60;

    /// <summary>What a file of the recording is called without its extension: the title and the date. Unique only among the recordings of one room.</summary>
    /// <param name="recording">With its Lecture and Room.</param>
    public static string Of(Recording recording) => string.Create(
        CultureInfo.InvariantCulture, $"{Of(recording.Name)} {(recording.StartedAt ?? recording.RequestedAt).UtcDateTime:yyyy-MM-dd HH-mm}").TrimStart();

    /// <summary>
    /// The text without what a file system forbids, what could lead out of a folder, or what a terminal obeys; empty when nothing is left.
    /// </summary>
    internal static string Of(string text)
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
