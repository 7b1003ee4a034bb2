using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Jobs;

/// <summary>The codes of what can go wrong with any job. A handler's own are at its <see cref="JobFailedException"/>s.</summary>
internal static class JobFailures
{
    public const string StoreUnavailable = "store-unavailable";
    public const string EncoderFailed = "encoder-failed";
    public const string DiskFull = "disk-full";
    public const string Internal = "internal";

    public static (string Failure, bool IsFinal) Of(Exception e) => e switch
    {
        JobFailedException failed => (failed.Failure, failed.IsFinal),
        ObjectStoreException => (StoreUnavailable, false),
        FfmpegException => (EncoderFailed, false),
        IOException => (DiskFull, false),
        _ => (Internal, false),
    };
}
