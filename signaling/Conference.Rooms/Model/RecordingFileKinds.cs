namespace Conference.Rooms.Model;

/// <summary>Kinds of files that no job makes; the others are <see cref="JobKinds"/>.</summary>
public static class RecordingFileKinds
{
    /// <summary>A WebVTT file; the variant is its language (RFC 5646).</summary>
    public const string Captions = "captions";
}
