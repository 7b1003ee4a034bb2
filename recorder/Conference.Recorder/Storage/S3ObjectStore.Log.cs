using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

internal sealed partial class S3ObjectStore
{
    [LoggerMessage(1, LogLevel.Warning, "Pages of {Origin} cannot play from bucket {Bucket} at {Host}: {Reason}. Allow GET with the header Range from that origin in the "
        + "bucket's CORS rules, or leave out the store's public endpoint, so that the server carries the bytes")]
    private partial void LogPagesShutOut(string origin, string bucket, string host, string reason);
}
