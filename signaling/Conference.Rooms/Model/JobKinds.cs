namespace Conference.Rooms.Model;

/// <summary>
/// The kinds of work there are. Plain names and not an enum: a recorder leases only kinds that it knows, so servers of two versions share one queue.
/// </summary>
public static class JobKinds
{
    /// <summary>One MP4 file of a recording; the variant is the layout (<see cref="VideoLayout"/>).</summary>
    public const string Video = "video";

    /// <summary>The rendition for browsers that cannot play the tracks themselves; one per recording, made without being asked for.</summary>
    public const string Compatible = "compatible";

    /// <summary>Small pictures for the seek bar, one for the list, and where slides came; one per recording, made without being asked for.</summary>
    public const string Preview = "preview";

    /// <summary>An uploaded video file becomes renditions.</summary>
    public const string Import = "import";
}
