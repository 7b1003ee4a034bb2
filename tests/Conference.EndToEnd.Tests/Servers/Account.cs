using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conference.EndToEnd.Tests.Servers;

/// <summary>One signed-in person over the HTTP API, as web/README.md tells it.</summary>
public sealed class Account : IDisposable
{
    private const string Password = "correct horse battery staple";

    private readonly SocketsHttpHandler _handler = new() { CookieContainer = new CookieContainer() };
    private readonly HttpClient _client;

    private Account(Uri address, string name)
    {
        Name = name;
        _client = new HttpClient(_handler) { BaseAddress = address };
        _client.DefaultRequestHeaders.Add("X-Conference", "1");
    }

    public string Name { get; }

    /// <summary>The sign-in, to be put into a browser.</summary>
    public Cookie Cookie => _handler.CookieContainer.GetCookies(_client.BaseAddress!).Single();

    /// <summary>Accepts an invitation, which makes the account and signs in.</summary>
    public static async Task<Account> AcceptAsync(Uri address, string token, string name, CancellationToken cancellationToken)
    {
        var account = new Account(address, name);
        var email = $"{name.ToLowerInvariant().Replace(' ', '.')}@example.org";
        await account.PostAsync($"/api/invitations/{token}", new { name, email, password = Password }, cancellationToken);
        return account;
    }

    /// <summary>An administrator invites; the answer's link is accepted at once.</summary>
    public async Task<Account> InviteAsync(string role, string name, CancellationToken cancellationToken)
    {
        var invitation = await PostAsync("/api/invitations", new { role }, cancellationToken);
        return await AcceptAsync(_client.BaseAddress!, ((string)invitation!["url"]!).Split('/')[^1], name, cancellationToken);
    }

    /// <summary>Makes a room and returns its code.</summary>
    public async Task<string> CreateRoomAsync(string title, CancellationToken cancellationToken) =>
        (string)(await PostAsync("/api/rooms", new { title }, cancellationToken))!["code"]!;

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken))!;

    /// <summary>A recording's file as this person may have it, redirects followed.</summary>
    public Task<byte[]> DownloadAsync(Uri address, CancellationToken cancellationToken) => _client.GetByteArrayAsync(address, cancellationToken);

    public Task<JsonNode?> PostAsync(string path, object body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public Task<JsonNode?> PutAsync(string path, object body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Put, path, body, cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        using var answer = await _client.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
