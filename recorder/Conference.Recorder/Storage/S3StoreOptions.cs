namespace Conference.Recorder.Storage;

/// <summary>An S3-compatible store: AWS, MinIO, Ceph.</summary>
public sealed record S3StoreOptions
{
    /// <summary>What the server speaks to, e.g. <c>http://minio:9000</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>What browsers see, and what presigned URLs are signed for; <see cref="Endpoint"/> when null.</summary>
    public Uri? PublicEndpoint { get; init; }

    public required string Bucket { get; init; }

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Makes the bucket at the first probe when it is absent.</summary>
    public bool CreateBucket { get; init; } = true;
}
