using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Conference.Recorder.Storage;

/// <summary>
/// Whether a bucket lets pages of ours read it: they follow our redirects to presigned URLs, and a browser gives them the bytes only when the bucket names their origin
/// (Fetch standard, CORS protocol).
/// </summary>
internal sealed class S3Cors(IAmazonS3 client, Uri endpoint, string bucket)
{
    private const string RuleId = "conference-pages";

    /// <summary>Stands for any origin in a preflight, where "*" is none.</summary>
    private const string SomeOrigin = "https://conference.invalid";

    private static readonly TimeSpan PreflightLimit = TimeSpan.FromSeconds(5);

    /// <summary>Adds a rule for the origin, beside those that are there, unless a preflight shows that there is one already.</summary>
    /// <param name="origin">Like https://lectures.example.org, or "*".</param>
    /// <returns>Null when pages may read; else why not.</returns>
    public async Task<string?> AllowAsync(string origin, CancellationToken cancellationToken)
    {
        if (await IsAllowedAsync(origin, cancellationToken)) return null;
        try
        {
            var rules = await ReadAsync(cancellationToken);
            rules.RemoveAll(rule => rule.Id == RuleId && rule.AllowedOrigins?.Contains(origin) == true);
            rules.Add(new CORSRule
            {
                Id = RuleId, AllowedOrigins = [origin], AllowedMethods = ["GET", "HEAD"], AllowedHeaders = ["Range"], ExposeHeaders = ["Content-Range", "ETag"],
                MaxAgeSeconds = 3600,
            });
            await client.PutCORSConfigurationAsync(
                new PutCORSConfigurationRequest { BucketName = bucket, Configuration = new CORSConfiguration { Rules = rules } }, cancellationToken);
        }
        catch (AmazonS3Exception e)
        {
            return $"the rule cannot be set ({e.ErrorCode}: {e.Message})";
        }

        return await IsAllowedAsync(origin, cancellationToken) ? null : "the rule was set, and a preflight is refused all the same";
    }

    private async Task<List<CORSRule>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetCORSConfigurationAsync(new GetCORSConfigurationRequest { BucketName = bucket }, cancellationToken)).Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    private async Task<bool> IsAllowedAsync(string origin, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = PreflightLimit };
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(endpoint, $"/{bucket}/recordings/any"));
        preflight.Headers.Add("Origin", origin == "*" ? SomeOrigin : origin);
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "range");
        try
        {
            using var answer = await http.SendAsync(preflight, cancellationToken);
            return answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed)
                && allowed.Any(value => value == "*" || value == (origin == "*" ? SomeOrigin : origin));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
