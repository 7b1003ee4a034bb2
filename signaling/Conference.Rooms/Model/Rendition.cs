namespace Conference.Rooms.Model;

/// <summary>One playable stream of a Part: an object-store folder with a playlist, an initialization segment and media segments.</summary>
public sealed class Rendition
{
    public Guid Id { get; init; }
    public Guid PartId { get; init; }
    public RenditionKind Kind { get; init; }
    public RenditionFormat Format { get; init; }
    /// <summary>Null for the mix.</summary>
    public Guid? ParticipantId { get; init; }
    public string? ParticipantName { get; init; }
    /// <summary>RFC 6381 codecs parameter, e.g. "vp09.00.10.08", "opus".</summary>
    public required string Codecs { get; set; }
    /// <summary>Offset of its first frame from <see cref="Recording.StartedAt"/>.</summary>
    public long StartMilliseconds { get; set; }
    public long DurationMilliseconds { get; set; }
    public int Width { get; set; }
    public int Height { get; set; }
    /// <summary>In order, apart from each other.</summary>
    public IReadOnlyList<RenditionGap> Gaps { get; set; } = [];
    /// <summary>Of a mix: where nobody is heard for a second or more, in order, apart from each other.</summary>
    public IReadOnlyList<RenditionGap> Silences { get; set; } = [];
    /// <summary>Object-store prefix without a trailing slash: recordings/{recording}/{part}/{rendition}. Holds index.m3u8, init.mp4, 000001.m4s, ...</summary>
    public required string ObjectPrefix { get; init; }
}
