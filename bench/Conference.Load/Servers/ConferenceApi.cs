using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Conference.Load.Measuring;

namespace Conference.Load.Servers;

/// <summary>The product's HTTP API as web/README.md tells it, with its admin token.</summary>
internal sealed class ConferenceApi : IDisposable
{
    private readonly HttpClient _http;

    public ConferenceApi(Uri address, string adminToken)
    {
        Address = address;
        AdminToken = adminToken;
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
    }

    public Uri Address { get; }

    public string AdminToken { get; }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    public async Task<ConferenceRoom> OpenRoomAsync(string title, CancellationToken cancellationToken)
    {
        var code = (string)(await PostAsync("/api/rooms", new { title }, cancellationToken))["code"]!;
        async Task<(Uri, string)> DoorAsync(string use)
        {
            var issued = await PostAsync($"/api/rooms/{code}/tokens", new { use, name = use }, cancellationToken);
            return (new Uri(Address, $"/{use}/{code}"), (string)issued["token"]!);
        }

        var ((whip, whipToken), (whep, whepToken)) = (await DoorAsync("whip"), await DoorAsync("whep"));
        return new ConferenceRoom(code, whip, whipToken, whep, whepToken);
    }

    /// <summary>What /metrics says now.</summary>
    public async Task<MetricsPage> ReadMetricsAsync(CancellationToken cancellationToken) =>
        MetricsPage.Parse(await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken));

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {text}");
    }
}
