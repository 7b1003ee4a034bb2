using System.Globalization;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>An a=extmap line (RFC 8285 §5).</summary>
/// <param name="Id">1..255.</param>
/// <param name="Direction">Null when the line names none.</param>
public sealed record ExtensionLine(byte Id, MediaDirection? Direction, string Uri)
{
    public HeaderExtensionKind Kind => HeaderExtensionUri.KindOf(Uri);

    public static bool TryParse(string value, out ExtensionLine? line)
    {
        line = null;
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return false;
        var slash = words[0].IndexOf('/', StringComparison.Ordinal);
        var id = slash < 0 ? words[0] : words[0][..slash];
        MediaDirection? direction = null;
        if (slash >= 0)
        {
            if (!SdpWords.TryParse(words[0][(slash + 1)..], out MediaDirection named)) return false;
            direction = named;
        }

        // 4096-4351 stand for "any free identifier" in an offer; browsers never use them.
        if (!byte.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        line = new ExtensionLine(number, direction, words[1]);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Id}{(Direction is { } direction ? "/" + SdpWords.Of(direction) : "")} {Uri}");
}
