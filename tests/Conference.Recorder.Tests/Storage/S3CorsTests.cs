using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Conference.Recorder.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Tests.Storage;

/// <summary>The bucket's CORS rules, set at the first probe, against a real Ceph radosgw.</summary>
public sealed class S3CorsTests(CephFixture ceph) : IClassFixture<CephFixture>
{
    private const string Page = "https://lectures.example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_our_origin_may_read_by_presigned_url_and_another_may_not()
    {
        using var store = new S3ObjectStore(ceph.Options with { Bucket = "ours", PageOrigin = Page });
        await store.ProbeAsync(Cancel);
        await store.PutAsync("a", new MemoryStream([1, 2, 3]), "video/mp4", Cancel);
        var url = (await store.PresignAsync("a", TimeSpan.FromMinutes(1), null, Cancel))!;

        Assert.Equal(Page, await AllowedOriginAsync(url, Page));
        Assert.Null(await AllowedOriginAsync(url, "https://elsewhere.example.org"));
    }

    [Fact]
    public async Task Without_an_address_of_its_own_every_page_may_read_with_a_link()
    {
        using var store = new S3ObjectStore(ceph.Options with { Bucket = "open" });
        await store.ProbeAsync(Cancel);
        await store.PutAsync("a", new MemoryStream([1, 2, 3]), "video/mp4", Cancel);

        Assert.NotNull(await AllowedOriginAsync((await store.PresignAsync("a", TimeSpan.FromMinutes(1), null, Cancel))!, "http://10.0.0.9:8080"));
    }

    [Fact]
    public async Task The_operators_own_rules_stay()
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials(ceph.Options.AccessKey, ceph.Options.SecretKey),
            new AmazonS3Config { ServiceURL = ceph.Server.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutBucketAsync("shared", Cancel);
        var own = new CORSRule { Id = "own", AllowedOrigins = ["https://portal.example.org"], AllowedMethods = ["GET"] };
        await client.PutCORSConfigurationAsync(new PutCORSConfigurationRequest { BucketName = "shared", Configuration = new CORSConfiguration { Rules = [own] } }, Cancel);

        for (var start = 0; start < 2; start++)
        {
            using var store = new S3ObjectStore(ceph.Options with { Bucket = "shared", PageOrigin = Page });
            await store.ProbeAsync(Cancel);
        }

        var rules = (await client.GetCORSConfigurationAsync(new GetCORSConfigurationRequest { BucketName = "shared" }, Cancel)).Configuration.Rules;
        Assert.Equal(["conference-pages", "own"], rules.Select(rule => rule.Id).Order());
    }

    [Fact]
    public async Task A_store_that_does_not_let_us_set_rules_is_named_and_works()
    {
        // The bucket of somebody else, who lets us read and write objects and nothing more.
        using var owner = new AmazonS3Client(
            new BasicAWSCredentials(ceph.Options.AccessKey, ceph.Options.SecretKey),
            new AmazonS3Config { ServiceURL = ceph.Server.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await owner.PutBucketAsync("foreign", Cancel);
        await owner.PutBucketPolicyAsync(
            "foreign",
            """
            { "Version": "2012-10-17", "Statement": [
              { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam:::user/guest"] }, "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
                "Resource": ["arn:aws:s3:::foreign", "arn:aws:s3:::foreign/*"] } ] }
            """,
            Cancel);
        var (accessKey, secretKey) = await ceph.Server.CreateUserAsync("guest", Cancel);
        var log = new Lines();
        using var store = new S3ObjectStore(
            ceph.Options with { Bucket = "foreign", AccessKey = accessKey, SecretKey = secretKey, PageOrigin = Page, CreateBucket = false }, log);

        await store.ProbeAsync(Cancel);

        var warning = Assert.Single(log.Written);
        Assert.StartsWith($"Pages of {Page} cannot play from bucket foreign", warning, StringComparison.Ordinal);
        Assert.Contains("AccessDenied", warning, StringComparison.Ordinal);
    }

    private static async Task<string?> AllowedOriginAsync(Uri url, string origin)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
