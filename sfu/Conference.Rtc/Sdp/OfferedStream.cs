using System.Globalization;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>An SSRC that a section announces and the SSRC of its retransmissions (FID group, RFC 5576 §4.2).</summary>
public sealed record OfferedStream(Ssrc Primary, Ssrc? Rtx)
{
    /// <summary>
    /// The streams of a section in the order of their a=ssrc lines, RTX streams folded into their primaries. Empty when the offer announces none:
    /// then the mid header extension tells.
    /// </summary>
    internal static IReadOnlyList<OfferedStream> ReadAll(MediaSection section)
    {
        var repairs = new Dictionary<uint, uint>();
        foreach (var group in section.Attributes.Values("ssrc-group"))
        {
            var words = group.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 3 && words[0] == "FID" && TrySsrc(words[1], out var primary) && TrySsrc(words[2], out var rtx)) repairs[primary] = rtx;
        }

        var seen = new HashSet<uint>(repairs.Values);
        var streams = new List<OfferedStream>();
        foreach (var line in section.Attributes.Values("ssrc"))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (!TrySsrc(space < 0 ? line : line.AsSpan(0, space), out var ssrc) || !seen.Add(ssrc)) continue;
            streams.Add(new OfferedStream(new Ssrc(ssrc), repairs.TryGetValue(ssrc, out var rtx) ? new Ssrc(rtx) : null));
        }

        return streams;
    }

    private static bool TrySsrc(ReadOnlySpan<char> word, out uint ssrc) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ssrc);
}
