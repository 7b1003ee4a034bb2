using System.Globalization;

namespace Conference.Rtc.Sdp;

/// <summary>
/// Reads a session description as browsers write them: strict about lines and m= lines, tolerant of attributes that it does not know and of missing
/// s= and t= lines. Bounded by <see cref="SdpLimits"/>; never throws on bad text.
/// </summary>
public static class SdpParser
{
    /// <summary>False with an <paramref name="error"/> that names line and reason.</summary>
    public static bool TryParse(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SessionDescription? description,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out SdpError? error)
    {
        description = null;
        error = Read(text, isFragment: false, out var read);
        if (error is not null) return false;
        description = read!;
        return true;
    }

    /// <summary>The same for a fragment, which has attributes and pseudo m= lines only (RFC 8840 §9): no version opens it.</summary>
    internal static bool TryParseFragment(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SessionDescription? fragment,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out SdpError? error)
    {
        fragment = null;
        error = Read(text, isFragment: true, out var read);
        if (error is not null) return false;
        fragment = read!;
        return true;
    }

    private static SdpError? Read(string text, bool isFragment, out SessionDescription? description)
    {
        description = null;
        if (text.Length > SdpLimits.MaxLength) return new SdpError(0, SdpErrorReason.DescriptionTooLong);

        string? origin = null;
        var session = new SdpAttributes();
        var sections = new List<MediaSection>();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            if (number > SdpLimits.MaxLines) return new SdpError(number, SdpErrorReason.TooManyLines);
            var line = text.AsSpan()[range].TrimEnd('\r');
            if (line.IsEmpty) continue; // a final line break, or a blank line from a careless relay
            if (line.Length > SdpLimits.MaxLineLength) return new SdpError(number, SdpErrorReason.LineTooLong);
            // A control character inside a line would become a line end in somebody's parser.
            if (line.ContainsAnyInRange('\0', '\x08') || line.ContainsAnyInRange('\x0A', '\x1F')) return new SdpError(number, SdpErrorReason.MalformedLine);
            if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetter(line[0])) return new SdpError(number, SdpErrorReason.MalformedLine);

            var value = line[2..];
            if (number == 1 && !isFragment)
            {
                if (line is not "v=0") return new SdpError(1, SdpErrorReason.MissingVersion);
                continue;
            }

            switch (line[0])
            {
                case 'o' when sections.Count == 0:
                    origin = value.ToString();
                    break;
                case 'm':
                    if (sections.Count == SdpLimits.MaxSections) return new SdpError(number, SdpErrorReason.TooManySections);
                    if (!TryReadMediaLine(value, number, out var section)) return new SdpError(number, SdpErrorReason.MalformedMediaLine);
                    sections.Add(section!);
                    break;
                case 'a':
                    if (!TryReadAttribute(value, sections.Count > 0 ? sections[^1].Attributes : session))
                        return new SdpError(number, SdpErrorReason.MalformedLine);
                    break;
                default:
                    break;
            }
        }

        if (text.Length == 0) return new SdpError(1, SdpErrorReason.MissingVersion);
        description = origin is null ? new SessionDescription() : new SessionDescription { Origin = origin };
        foreach (var item in session.All) description.Attributes.Add(item.Name, item.Value);
        description.Sections.AddRange(sections);
        return null;
    }

    /// <summary>"video 9 UDP/TLS/RTP/SAVPF 96 97" (RFC 8866 §5.14).</summary>
    private static bool TryReadMediaLine(ReadOnlySpan<char> value, int line, out MediaSection? section)
    {
        section = null;
        var words = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4) return false;
        var port = words[1].AsSpan();
        var slash = port.IndexOf('/');
        if (slash >= 0) port = port[..slash];
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        section = new MediaSection { Media = words[0], Port = number, Protocol = words[2], Formats = words[3..], Line = line };
        return true;
    }

    private static bool TryReadAttribute(ReadOnlySpan<char> value, SdpAttributes target)
    {
        var colon = value.IndexOf(':');
        var name = colon < 0 ? value : value[..colon];
        if (name.IsEmpty) return false;
        target.Add(name.ToString(), colon < 0 ? null : value[(colon + 1)..].ToString());
        return true;
    }
}
