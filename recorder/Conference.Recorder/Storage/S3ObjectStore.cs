using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3ByteRange = Amazon.S3.Model.ByteRange;

namespace Conference.Recorder.Storage;

/// <summary>A bucket of an S3-compatible store. Every put, or every part of a large one, carries its MD5 (RFC 1864), which the store compares before it confirms.</summary>
internal sealed partial class S3ObjectStore : IObjectStore, IDisposable
{
    /// <summary>Beyond this a put goes in parts: one lost connection then costs a part. Segments (about 1 MB) stay single requests.</summary>
    private const long MultipartThreshold = 32L << 20;

    private readonly S3StoreOptions _options;
    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client? _signer;
    private readonly ILogger _logger;
    private int _isOpenToPages;

    public S3ObjectStore(S3StoreOptions options, ILogger? logger = null)
    {
        _options = options;
        _logger = logger ?? NullLogger.Instance;
        _client = Connect(options.Endpoint);
        _signer = options.PublicEndpoint is { } publicEndpoint ? Connect(publicEndpoint) : null;
    }

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        PutAsync(key, content, contentType, replaces: true, cancellationToken);

    public Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        PutAsync(key, content, contentType, replaces: false, cancellationToken);

    public async Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        try
        {
            var request = new GetObjectRequest { BucketName = _options.Bucket, Key = key };
            if (range is { } wanted)
            {
                // The range is resolved here and not by the store, so that both stores agree on every corner (suffix longer than the object, To beyond the end).
                var total = (await _client.GetObjectMetadataAsync(_options.Bucket, key, cancellationToken)).ContentLength;
                if (!wanted.TryResolve(total, out var offset, out var length)) throw new RangeNotSatisfiableException(key, total);
                request.ByteRange = new S3ByteRange(offset, offset + length - 1);
                var part = await _client.GetObjectAsync(request, cancellationToken);
                return new StoredObject(part.ResponseStream, offset, length, total);
            }

            var whole = await _client.GetObjectAsync(request, cancellationToken);
            return new StoredObject(whole.ResponseStream, 0, whole.ContentLength, whole.ContentLength);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e) when (IsStoreFailure(e, cancellationToken))
        {
            throw Failed("read", key, e);
        }
    }

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        string? continuation = null;
        do
        {
            ListObjectsV2Response page;
            try
            {
                page = await _client.ListObjectsV2Async(
                    new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = prefix, ContinuationToken = continuation }, cancellationToken);
            }
            catch (Exception e) when (IsStoreFailure(e, cancellationToken))
            {
                throw Failed("list", prefix, e);
            }

            foreach (var entry in page.S3Objects ?? []) yield return new StoredKey(entry.Key, entry.Size ?? 0);
            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (continuation is not null);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        try
        {
            await _client.DeleteObjectAsync(_options.Bucket, key, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
        }
        catch (Exception e) when (IsStoreFailure(e, cancellationToken))
        {
            throw Failed("delete", key, e);
        }
    }

    /// <summary>Null without <see cref="S3StoreOptions.PublicEndpoint"/>: the operator says by it that browsers reach the store, and where.</summary>
    public async Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        if (_signer is null) return null;
        return new Uri(await _signer.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = _options.Bucket, Key = key, Verb = HttpVerb.GET, Expires = DateTime.UtcNow + lifetime,
            ResponseHeaderOverrides = { ContentDisposition = disposition },
            Protocol = _options.PublicEndpoint!.Scheme == Uri.UriSchemeHttps ? Protocol.HTTPS : Protocol.HTTP,
        }));
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (_options.CreateBucket)
        {
            try
            {
                await _client.PutBucketAsync(_options.Bucket, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.ErrorCode is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
            {
            }
            catch (Exception e) when (IsStoreFailure(e, cancellationToken))
            {
                throw Failed("create bucket", _options.Bucket, e);
            }
        }

        await StoreProbe.RunAsync(this, cancellationToken);
        // Once per process, when the bucket is there; a store that does not let us only costs the redirects, so it is no fault of the probe.
        if (_options.PublicEndpoint is null || Interlocked.Exchange(ref _isOpenToPages, 1) == 1) return;
        if (await ShutOutAsync(cancellationToken) is { } reason) LogPagesShutOut(_options.PageOrigin, _options.Bucket, _options.Endpoint.Host, reason);
    }

    public void Dispose()
    {
        _signer?.Dispose();
        _client.Dispose();
    }

    private async Task<bool> PutAsync(string key, Stream content, string contentType, bool replaces, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var start = content.Position;
        try
        {
            if (content.Length - start > MultipartThreshold)
                return await new S3MultipartPut(_client, _options.Bucket, key).RunAsync(content, contentType, replaces, cancellationToken);
#pragma warning disable CA5351 // Content-MD5 is S3's own integrity check (RFC 1864), not a protection against people.
            var digest = await MD5.HashDataAsync(content, cancellationToken);
#pragma warning restore CA5351
            content.Position = start;
            await _client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _options.Bucket, Key = key, InputStream = content, ContentType = contentType, IfNoneMatch = replaces ? null : "*",
                    MD5Digest = Convert.ToBase64String(digest), AutoCloseStream = false, AutoResetStreamPosition = false,
                },
                cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (!replaces && e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            content.Position = start;
            return false;
        }
        catch (Exception e) when (IsStoreFailure(e, cancellationToken))
        {
            content.Position = start;
            throw Failed("put", key, e);
        }
    }

    private async Task<string?> ShutOutAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await new S3Cors(_client, _options.Endpoint, _options.Bucket).AllowAsync(_options.PageOrigin, cancellationToken);
        }
        catch (Exception e) when (IsStoreFailure(e, cancellationToken))
        {
            return e.Message;
        }
    }

    private AmazonS3Client Connect(Uri endpoint) => new(
        new BasicAWSCredentials(_options.AccessKey, _options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = endpoint.ToString().TrimEnd('/'),
            ForcePathStyle = true,
            AuthenticationRegion = _options.Region,
            MaxErrorRetry = 2,
            Timeout = TimeSpan.FromSeconds(60),
            // The SDK's default (CRC trailers) is refused with 400 by stores that do not know them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    private static bool IsStoreFailure(Exception e, CancellationToken cancellationToken) =>
        e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or WebException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private ObjectStoreException Failed(string verb, string key, Exception inner)
    {
        var transient = inner is not AmazonS3Exception s3 || s3.StatusCode is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)s3.StatusCode >= 500;
        return new ObjectStoreException($"Cannot {verb} {key} in bucket {_options.Bucket} at {_options.Endpoint.Host}: {inner.Message}", transient, inner);
    }
}
