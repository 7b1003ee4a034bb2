namespace Conference.Recorder.Importing;

/// <summary>What ffmpeg does with one stream of a file, so that every browser plays it from fragmented MP4: nothing where that works, as the live path does.</summary>
internal static class ImportArguments
{
    public static IReadOnlyList<string> Video(string path, ProbedStream video) =>
    [
        .. MediaInput.Arguments(path), "-map", $"0:{video.Index}", .. MayCopy(video) ? Copy : Encode(),
        .. Fragments("+frag_keyframe"),
    ];

    public static IReadOnlyList<string> Audio(string path, ProbedStream audio) =>
    [
        .. MediaInput.Arguments(path), "-map", $"0:{audio.Index}", .. audio.Codec is "aac" or "opus" ? Copy : ["-c", "libopus", "-b:a", "96k", "-ac", "2", "-ar", "48000"],
        "-frag_duration", "4000000", .. Fragments(""),
    ];

    /// <summary>Eight bits, upright: what a hundred devices show. Anything else is encoded once, here, instead of failing on some of them.</summary>
    public static bool MayCopy(ProbedStream video) =>
        video.Codec is "h264" or "vp9" or "av1" && video.PixelFormat is "yuv420p" or "yuvj420p" && !video.IsRotated;

    private static string[] Copy => ["-c", "copy"];

    private static string[] Encode() =>
    [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-force_key_frames", "expr:gte(t,n_forced*4)",
        "-vf", "scale='min(1920,iw)':'min(1080,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2",
    ];

    // Negative offsets: a picture that is shown before it is decoded needs no edit list, which players of fragments do not all heed.
    private static string[] Fragments(string more) =>
        ["-map_metadata", "-1", "-f", "mp4", "-movflags", "empty_moov+default_base_moof+negative_cts_offsets+skip_trailer" + more, "pipe:1"];
}
