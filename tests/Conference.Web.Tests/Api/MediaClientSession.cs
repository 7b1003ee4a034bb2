namespace Conference.Web.Tests.Api;

/// <summary>A session that a <see cref="MediaClient"/> has.</summary>
internal sealed record MediaClientSession(MediaClient Client, string Token, string Location, string EntityTag, string Answer)
{
    public static async Task<MediaClientSession> FromAsync(MediaClient client, string token, string endpoint, string offer)
    {
        using var answer = await client.PostAsync(endpoint, token, offer);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{(int)answer.StatusCode}: {text}");
        return new MediaClientSession(client, token, answer.Headers.Location!.OriginalString, answer.Headers.ETag!.ToString(), text);
    }

    public Task<HttpResponseMessage> PatchAsync(string fragment, string? ifMatch, string? token = null, string type = "application/trickle-ice-sdpfrag") =>
        Client.SendAsync(HttpMethod.Patch, Location, token ?? Token, fragment, type, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<HttpResponseMessage> DeleteAsync(string? token = null) => Client.SendAsync(HttpMethod.Delete, Location, token ?? Token);
}
