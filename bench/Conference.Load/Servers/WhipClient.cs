using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Conference.Load.Servers;

/// <summary>The HTTP side of WHIP (RFC 9725) and WHEP: an offer is posted, the answer comes back, a session is deleted.</summary>
internal sealed class WhipClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 16 }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Returns the answer and where the session lives; null when the server did not say.</summary>
    /// <exception cref="InvalidOperationException">Refused; the message has the server's words.</exception>
    public async Task<(string Answer, Uri? Session)> PostAsync(Uri endpoint, string? token, string offer, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, endpoint, token);
        request.Content = new StringContent(offer, Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/sdp");
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"POST {endpoint}: {(int)response.StatusCode} {text}");
        return (text, response.Headers.Location is { } location ? new Uri(endpoint, location) : null);
    }

    /// <summary>Ends a session; one that is gone already is as good.</summary>
    public async Task DeleteAsync(Uri session, string? token, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Delete, session, token);
        using var response = await _http.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, Uri address, string? token)
    {
        var request = new HttpRequestMessage(method, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
