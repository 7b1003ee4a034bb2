using System.Net;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Storage;

/// <summary>Against a real Ceph radosgw.</summary>
public sealed class S3ObjectStoreTests(CephFixture ceph) : ObjectStoreConformance, IClassFixture<CephFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected override IObjectStore Store => ceph.Store;

    [Fact]
    public async Task A_presigned_url_gives_the_object_and_its_ranges_at_the_public_address_without_credentials_and_no_other_one()
    {
        await PutAsync("p", Bytes(1234));
        await PutAsync("q", Bytes(10));
        var url = (await Store.PresignAsync(KeyOf("p"), TimeSpan.FromMinutes(5), null, Cancel))!;
        using var client = new HttpClient();

        Assert.Equal(ceph.Server.PublicEndpoint.Authority, url.Authority);
        Assert.NotEqual(ceph.Server.Endpoint.Host, url.Host);
        Assert.Equal(Bytes(1234), await client.GetByteArrayAsync(url, Cancel));
        using var range = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(100, 199) } };
        using var part = await client.SendAsync(range, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Bytes(1234)[100..200], await part.Content.ReadAsByteArrayAsync(Cancel));
        using var other = await client.GetAsync(new Uri(url.ToString().Replace("/p?", "/q?", StringComparison.Ordinal)), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        using var bare = await client.GetAsync(new Uri(url.GetLeftPart(UriPartial.Path)), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);
    }

    [Fact]
    public async Task A_presigned_url_has_the_answer_carry_a_file_name()
    {
        await PutAsync("v", Bytes(10));
        const string disposition = "attachment; filename*=UTF-8''%D0%A4%D0%B8%D0%B7%D0%B8%D0%BA%D0%B0.mp4";
        using var client = new HttpClient();

        using var answer = await client.GetAsync(await Store.PresignAsync(KeyOf("v"), TimeSpan.FromMinutes(5), disposition, Cancel), Cancel);

        Assert.Equal("Физика.mp4", answer.Content.Headers.ContentDisposition?.FileNameStar);
    }

    [Fact]
    public async Task A_presigned_url_names_the_public_endpoint_and_without_one_there_is_none()
    {
        using var store = new S3ObjectStore(ceph.Options with { PublicEndpoint = new Uri("https://media.example.org") });
        using var hidden = new S3ObjectStore(ceph.Options with { PublicEndpoint = null });

        var url = await store.PresignAsync("a", TimeSpan.FromMinutes(1), null, Cancel);

        Assert.StartsWith("https://media.example.org/recordings/a?", url!.ToString(), StringComparison.Ordinal);
        Assert.Null(await hidden.PresignAsync("a", TimeSpan.FromMinutes(1), null, Cancel));
    }

    [Fact]
    public async Task A_wrong_secret_is_a_lasting_error_that_does_not_tell_the_secret()
    {
        using var store = new S3ObjectStore(ceph.Options with { SecretKey = "not-the-secret" });

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ProbeAsync(Cancel));

        Assert.False(error.IsTransient);
        Assert.DoesNotContain("not-the-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_passing_error_and_the_stream_stands_where_it_stood()
    {
        using var store = new S3ObjectStore(ceph.Options with { Endpoint = new Uri("http://127.0.0.1:1") });
        var content = new MemoryStream(Bytes(100)) { Position = 10 };

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync("k", content, "text/plain", Cancel));

        Assert.True(error.IsTransient);
        Assert.Equal(10, content.Position);
    }
}
