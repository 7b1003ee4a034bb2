using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Conference.Recorder.Storage;

/// <summary>
/// A put in parts: a lost connection costs one of them. Each part carries its MD5, and what the store has put together must have the entity tag that those parts give.
/// </summary>
internal sealed class S3MultipartPut(IAmazonS3 client, string bucket, string key)
{
    private const int SmallestPart = 8 << 20;

    /// <summary>S3's limit is 10,000.</summary>
    private const int MostParts = 9_000;

    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(5);

    /// <summary>False when <paramref name="replaces"/> is false and there is an object under the key.</summary>
    public async Task<bool> RunAsync(Stream content, string contentType, bool replaces, CancellationToken cancellationToken)
    {
        // Before a gigabyte is carried; of two that come this far at once the condition below lets one win, on stores that know it (Ceph does from version 20).
        if (!replaces && await ExistsAsync(cancellationToken)) return false;
        var length = content.Length - content.Position;
        var begun = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ContentType = contentType }, cancellationToken);
        try
        {
            var (parts, tag) = await PutPartsAsync(begun.UploadId, content, length, cancellationToken);
            var stored = await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = begun.UploadId, PartETags = parts, IfNoneMatch = replaces ? null : "*" },
                cancellationToken);
            // A bucket that encrypts with keys of its own has other tags; its parts have been compared all the same.
            if (stored.ETag.Trim('"') is { Length: > 33 } confirmed && confirmed[32] == '-' && confirmed != tag)
                throw new ObjectStoreException($"The store put {key} together as {confirmed}, not as {tag}.", isTransient: true);
        }
        catch
        {
            await AbortAsync(begun.UploadId);
            throw;
        }

        var kept = (await client.GetObjectMetadataAsync(bucket, key, cancellationToken)).ContentLength;
        return kept == length ? true : throw new ObjectStoreException($"The store holds {kept} of {length} bytes of {key}.", isTransient: true);
    }

    private async Task<(List<PartETag> Parts, string Tag)> PutPartsAsync(string upload, Stream content, long length, CancellationToken cancellationToken)
    {
        var part = new byte[Math.Max(SmallestPart, (int)(length / MostParts) + 1)];
        var parts = new List<PartETag>();
#pragma warning disable CA5351 // Content-MD5 is S3's own integrity check (RFC 1864), not a protection against people.
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (var left = length; left > 0;)
        {
            var size = (int)Math.Min(part.Length, left);
            await content.ReadExactlyAsync(part.AsMemory(0, size), cancellationToken);
            var digest = MD5.HashData(part.AsSpan(0, size));
#pragma warning restore CA5351
            whole.AppendData(digest);
            using var body = new MemoryStream(part, 0, size, writable: false);
            var put = await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket, Key = key, UploadId = upload, PartNumber = parts.Count + 1, PartSize = size, InputStream = body,
                    MD5Digest = Convert.ToBase64String(digest),
                },
                cancellationToken);
            parts.Add(new PartETag(parts.Count + 1, put.ETag));
            left -= size;
        }

        return (parts, $"{Convert.ToHexStringLower(whole.GetHashAndReset())}-{parts.Count}");
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.GetObjectMetadataAsync(bucket, key, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Parts without an object cost space that no listing shows.</summary>
    private async Task AbortAsync(string upload)
    {
        try
        {
            using var limit = new CancellationTokenSource(AbortLimit);
            await client.AbortMultipartUploadAsync(bucket, key, upload, limit.Token);
        }
        catch (Exception e) when (e is AmazonS3Exception or HttpRequestException or OperationCanceledException or IOException or Amazon.Runtime.AmazonClientException)
        {
            // The store is away; a lifecycle rule of the bucket is what remains.
        }
    }
}
