namespace Conference.Rtc.Sdp;

/// <summary>An m= line and what belongs to it.</summary>
public sealed class MediaSection
{
    /// <summary>The media field as written: "audio", "video", "application".</summary>
    public required string Media { get; init; }

    public required int Port { get; init; }

    public string Protocol { get; init; } = "UDP/TLS/RTP/SAVPF";

    /// <summary>Payload types as written (for RTP), in order of preference.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>1-based line of the m= line in the text it was read from; 0 when we made it.</summary>
    public int Line { get; init; }

    public SdpAttributes Attributes { get; } = new();

    public MediaKind Kind => Media switch
    {
        "audio" => MediaKind.Audio,
        "video" => MediaKind.Video,
        _ => MediaKind.Other,
    };

    /// <summary>The a=mid value, or null.</summary>
    public string? MidText => Attributes.First("mid");

    /// <summary>Port 0 without a=bundle-only: the section is refused or stopped (RFC 3264 §6, RFC 9143 §6).</summary>
    public bool IsRejected => Port == 0 && !Attributes.Has("bundle-only");

    /// <summary>RFC 8866 §6.7: sendrecv when nothing is said.</summary>
    public MediaDirection Direction
    {
        get
        {
            foreach (var attribute in Attributes.All)
                if (SdpWords.TryParse(attribute.Name, out MediaDirection direction)) return direction;
            return MediaDirection.SendRecv;
        }
    }

    /// <summary>The payload types with what rtpmap, fmtp and rtcp-fb say of them.</summary>
    public IReadOnlyList<SdpFormat> ReadFormats() => SdpFormat.ReadAll(this);

    /// <summary>The extmap lines that are well formed.</summary>
    public IReadOnlyList<ExtensionLine> ReadExtensions()
    {
        var lines = new List<ExtensionLine>();
        foreach (var value in Attributes.Values("extmap"))
            if (ExtensionLine.TryParse(value, out var line)) lines.Add(line!);
        return lines;
    }
}
