namespace Conference.Web.Uploads;

/// <summary>What a file may be that somebody sends as a recording.</summary>
/// <param name="MaximumBytes">0: nobody may send any.</param>
internal sealed record UploadLimits(long MaximumBytes)
{
    /// <summary>Unfinished ones of one person: a lecture series may be sent side by side, a disk not be filled with beginnings.</summary>
    public const int MostAtOnce = 5;

    /// <summary>An unfinished one to which nothing came for so long is forgotten.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    /// <summary>What video files are called. What they really are, ffmpeg finds out.</summary>
    private static readonly string[] Extensions =
        [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".asf", ".flv", ".3gp", ".ogv", ".ogg"];

    public static bool IsVideoName(string fileName) => Extensions.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase);
}
