namespace Conference.Recorder.Storage;

/// <summary>An S3-compatible store: AWS, MinIO, Ceph.</summary>
public sealed record S3StoreOptions
{
    /// <summary>What the server speaks to, e.g. <c>http://minio:9000</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>What browsers see, and what presigned URLs are signed for. Null when browsers cannot reach the store: then the server carries the bytes.</summary>
    public Uri? PublicEndpoint { get; init; }

    /// <summary>The origin of the pages that play from <see cref="PublicEndpoint"/>, for the bucket's CORS rules; "*" when they have several addresses.</summary>
    public string PageOrigin { get; init; } = "*";

    public required string Bucket { get; init; }

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Makes the bucket at the first probe when it is absent.</summary>
    public bool CreateBucket { get; init; } = true;

    internal IEnumerable<string> Validate()
    {
        if (!IsWeb(Endpoint)) yield return $"{nameof(Endpoint)}: must be an http or https URL.";
        if (PublicEndpoint is not null && !IsWeb(PublicEndpoint)) yield return $"{nameof(PublicEndpoint)}: must be an http or https URL.";
        if (string.IsNullOrWhiteSpace(Bucket)) yield return $"{nameof(Bucket)}: must not be empty.";
        if (string.IsNullOrWhiteSpace(AccessKey)) yield return $"{nameof(AccessKey)}: must not be empty.";
        if (string.IsNullOrWhiteSpace(SecretKey)) yield return $"{nameof(SecretKey)}: must not be empty.";
    }

    private static bool IsWeb(Uri? url) => url is { IsAbsoluteUri: true } && url.Scheme.StartsWith("http", StringComparison.Ordinal);
}
