using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using S3ByteRange = Amazon.S3.Model.ByteRange;

namespace Conference.Recorder.Storage;

/// <summary>A bucket of an S3-compatible store. Every put carries its MD5 (RFC 1864), which the store compares before it confirms.</summary>
internal sealed class S3ObjectStore : IObjectStore, IDisposable
{
    /// <summary>Beyond this a put goes in parts: one lost connection then costs a part. Segments (about 1 MB) stay single requests.</summary>
    private const long MultipartThreshold = 32L << 20;

    private readonly S3StoreOptions _options;
    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client _signer;

    public S3ObjectStore(S3StoreOptions options)
    {
        _options = options;
        _client = Connect(options.Endpoint);
        _signer = options.PublicEndpoint is { } publicEndpoint ? Connect(publicEndpoint) : _client;
    }

    public async Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var start = content.Position;
        var length = content.Length - start;
        try
        {
            if (length > MultipartThreshold)
            {
                using var transfer = new TransferUtility(_client);
                await transfer.UploadAsync(
                    new TransferUtilityUploadRequest
                    {
                        BucketName = _options.Bucket, Key = key, InputStream = content, ContentType = contentType,
                        AutoCloseStream = false, PartSize = 8 << 20,
                    },
                    cancellationToken);
                var stored = await _client.GetObjectMetadataAsync(_options.Bucket, key, cancellationToken);
                if (stored.ContentLength != length)
                    throw new ObjectStoreException($"The store holds {stored.ContentLength} of {length} bytes of {key}.", isTransient: true);
                return;
            }

#pragma warning disable CA5351 // Content-MD5 is S3's own integrity check (RFC 1864), not a protection against people.
            var digest = await MD5.HashDataAsync(content, cancellationToken);
#pragma warning restore CA5351
            content.Position = start;
            await _client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _options.Bucket, Key = key, InputStream = content, ContentType = contentType,
                    MD5Digest = Convert.ToBase64String(digest), AutoCloseStream = false, AutoResetStreamPosition = false,
                },
                cancellationToken);
        }
        catch (Exception e) when (IsStoreFailure(e, cancellationToken))
        {
            content.Position = start;
            throw Failed("put", key, e);
        }
    }

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

    public Uri? TryPresign(string key, TimeSpan lifetime)
    {
        ObjectKey.Check(key);
        var endpoint = _options.PublicEndpoint ?? _options.Endpoint;
        return new Uri(_signer.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = _options.Bucket, Key = key, Verb = HttpVerb.GET, Expires = DateTime.UtcNow + lifetime,
            Protocol = endpoint.Scheme == Uri.UriSchemeHttps ? Protocol.HTTPS : Protocol.HTTP,
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
    }

    public void Dispose()
    {
        if (!ReferenceEquals(_signer, _client)) _signer.Dispose();
        _client.Dispose();
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
