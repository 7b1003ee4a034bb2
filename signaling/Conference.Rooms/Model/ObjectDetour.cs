namespace Conference.Rooms.Model;

/// <summary>
/// A stored object that is not at home, the first of the store's targets: it was put while that one was away. What has no row is at home, so in good times there are none.
/// </summary>
public sealed class ObjectDetour
{
    public required string Key { get; init; }

    /// <summary>The target's name in the settings.</summary>
    public required string Target { get; init; }

    public ObjectDetourState State { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public long Length { get; init; }

    /// <summary>Of the copy that was confirmed last; null before the first.</summary>
    public byte[]? Sha256 { get; init; }

    /// <summary>Of the copy whose put has begun; after a crash the target may have either.</summary>
    public byte[]? NextSha256 { get; init; }

    /// <summary>Of the put that began last: only that one may confirm.</summary>
    public Guid Version { get; init; }

    /// <summary>Whoever moves and tidies up leaves the row alone until then: a put is under way, or the last attempt failed.</summary>
    public DateTimeOffset NotBefore { get; init; }
}
