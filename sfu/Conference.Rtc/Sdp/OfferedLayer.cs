using System.Globalization;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>One encoding of a section that offers several of the same picture (simulcast, RFC 8853), named as its packets name it (RFC 8851, RFC 8852).</summary>
/// <param name="PayloadTypes">The only ones it comes in; empty for any of the section's.</param>
public sealed record OfferedLayer(Rid Rid, IReadOnlyList<byte> PayloadTypes)
{
    /// <summary>Taken of a section at most; browsers send three.</summary>
    public const int Most = 4;

    /// <summary>True when it can come in this codec.</summary>
    public bool Takes(SectionCodec codec) => PayloadTypes.Count == 0 || PayloadTypes.Contains(codec.PayloadType);

    /// <summary>
    /// The layers that a section means to send, in its order; none when it offers one encoding. Of alternatives (RFC 8853 §5.2) the first is taken, and one that is
    /// paused at first ("~") is a layer like others: it comes when it comes.
    /// </summary>
    internal static IReadOnlyList<OfferedLayer> ReadAll(MediaSection section)
    {
        if (SentList(section.Attributes.First("simulcast")) is not { } list) return [];
        var layers = new List<OfferedLayer>();
        foreach (var stream in list.Split(';'))
        {
            var name = stream.Split(',')[0].TrimStart('~');
            if (!Rid.TryParse(name.AsSpan(), out var rid) || layers.Exists(layer => layer.Rid == rid)) continue;
            if (PayloadTypesOf(section, name) is { } types && layers.Count < Most) layers.Add(new OfferedLayer(rid, types));
        }

        return layers.Count > 1 ? layers : [];
    }

    /// <summary>What stands behind "send"; the two directions may come in either order.</summary>
    private static string? SentList(string? simulcast)
    {
        var words = simulcast?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        for (var i = 0; i + 1 < words.Length; i += 2)
            if (words[i] == "send") return words[i + 1];
        return null;
    }

    /// <summary>From the a=rid line (RFC 8851 §4); null when there is none to send, and then the name means nothing. Other restrictions bind the sender alone.</summary>
    private static List<byte>? PayloadTypesOf(MediaSection section, string name)
    {
        foreach (var line in section.Attributes.Values("rid"))
        {
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0] != name || words[1] != "send") continue;
            var types = new List<byte>();
            var restrictions = words.Length > 2 ? words[2] : "";
            foreach (var restriction in restrictions.Split(';', StringSplitOptions.TrimEntries))
            {
                if (!restriction.StartsWith("pt=", StringComparison.Ordinal)) continue;
                foreach (var type in restriction[3..].Split(','))
                    if (byte.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) types.Add(parsed);
            }

            return types;
        }

        return null;
    }
}
