using System.Globalization;
using Conference.Rtc.Codecs;

namespace Conference.Rtc.Sdp;

/// <summary>One payload type of a section with its rtpmap and fmtp lines.</summary>
/// <param name="PayloadType">0..127.</param>
/// <param name="Name">Encoding name as written, such as "VP9" or "rtx".</param>
/// <param name="Parameters">The fmtp value; empty without one.</param>
public sealed record SdpFormat(byte PayloadType, string Name, int ClockRate, string Parameters)
{
    /// <summary>The payload type that an RTX format repairs (RFC 4588 §8.6), or null.</summary>
    public byte? AssociatedPayloadType =>
        Is("rtx") && byte.TryParse(Parameter("apt"), NumberStyles.None, CultureInfo.InvariantCulture, out var apt) ? apt : null;

    /// <summary>The codec that this format is, or null when it is none of ours or another profile of one.</summary>
    public MediaCodec? Codec
    {
        get
        {
            if (Is("opus")) return ClockRate == 48_000 ? MediaCodec.Opus : null;
            if (ClockRate != 90_000) return null;
            if (Is("VP8")) return MediaCodec.Vp8;
            if (Is("VP9")) return Parameter("profile-id") is null or "0" ? MediaCodec.Vp9 : null; // RFC 9628 §7
            if (Is("AV1")) return Parameter("profile") is null or "0" ? MediaCodec.Av1 : null;
            return Is("H264") && Parameter("packetization-mode") == "1" && H264ProfileLevel.IsConstrainedBaseline(Parameter("profile-level-id"))
                ? MediaCodec.H264
                : null;
        }
    }

    /// <summary>A parameter of the fmtp line, or null. Names are compared without case (RFC 6184 §8.2.1 by way of RFC 4855).</summary>
    public string? Parameter(string name)
    {
        foreach (var part in Parameters.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase)) return part[(equals + 1)..].Trim();
        }

        return null;
    }

    internal static IReadOnlyList<SdpFormat> ReadAll(MediaSection section)
    {
        var maps = ByPayloadType(section, "rtpmap");
        var parameters = ByPayloadType(section, "fmtp");
        var formats = new List<SdpFormat>();
        foreach (var word in section.Formats)
        {
            if (!TryPayloadType(word, out var type) || !maps.TryGetValue(type, out var map)) continue;
            var parts = map.Split('/');
            if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rate)) continue;
            formats.Add(new SdpFormat(type, parts[0], rate, parameters.GetValueOrDefault(type, "")));
        }

        return formats;
    }

    private static Dictionary<byte, string> ByPayloadType(MediaSection section, string attribute)
    {
        var lines = new Dictionary<byte, string>();
        foreach (var value in section.Attributes.Values(attribute))
        {
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && TryPayloadType(value.AsSpan(0, space), out var type)) lines.TryAdd(type, value[(space + 1)..].Trim());
        }

        return lines;
    }

    private static bool TryPayloadType(ReadOnlySpan<char> word, out byte type) =>
        byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out type) && type <= 127;

    private bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
