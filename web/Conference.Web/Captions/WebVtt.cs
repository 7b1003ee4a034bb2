using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Conference.Web.Captions;

/// <summary>
/// Reads a WebVTT file (W3C, §4 "Syntax") as far as a player must be able to: its signature and the times of its cues. Somebody who made it by hand learns
/// in which line it is wrong.
/// </summary>
internal static partial class WebVtt
{
    /// <summary>Three hours of speech are 200 kB.</summary>
    public const int MaximumBytes = 2 << 20;

    private const string Arrow = "-->";

    /// <summary>What is wrong with it, for the person who made it; null when nothing is.</summary>
    public static string? Fault(ReadOnlySpan<byte> file)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return "It is not text in UTF-8.";
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (!Signature().IsMatch(lines[0])) return "Line 1 must be WEBVTT.";
        var cues = 0;
        var isText = false;
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) isText = false;
            if (isText || !lines[i].Contains(Arrow, StringComparison.Ordinal)) continue;
            if (Times().Match(lines[i]) is not { Success: true } times) return $"Line {i + 1} must be times like 00:01:02.000 --> 00:01:04.500.";
            if (Read(times.Groups["to"].Value) <= Read(times.Groups["from"].Value)) return $"Line {i + 1}: the end must come after the start.";
            isText = true;
            cues++;
        }

        return cues == 0 ? "It has no cue." : null;
    }

    private static TimeSpan Read(string time)
    {
        var parts = time.Split(':');
        var seconds = decimal.Parse(parts[^1], CultureInfo.InvariantCulture);
        var minutes = int.Parse(parts[^2], CultureInfo.InvariantCulture);
        var hours = parts.Length == 3 ? int.Parse(parts[0], CultureInfo.InvariantCulture) : 0;
        return TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromMilliseconds((double)(seconds * 1000));
    }

    [GeneratedRegex(@"^WEBVTT([ \t].*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Signature();

    [GeneratedRegex(@"^[ \t]*(?<from>([0-9]{2,4}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3})[ \t]+-->[ \t]+(?<to>([0-9]{2,4}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3})([ \t].*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Times();
}
