using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Conference.Web.Tests.Api;

/// <summary>A program without a page: the admin token makes its room and its tokens, then it speaks WHIP and WHEP. It negotiates and sends no media.</summary>
internal sealed class MediaClient : IDisposable
{
    private readonly HttpClient _http;

    private MediaClient(HttpClient http, string room)
    {
        _http = http;
        Room = room;
    }

    public string Room { get; }

    public static async Task<MediaClient> CreateAsync(ConferenceServer server)
    {
        var http = server.OpenBrowser(withHeader: false);
        using var request = Json("/api/rooms", ConferenceServer.AdminToken, new { title = "Load" });
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new MediaClient(http, (await Answers.OkAsync(answer)).GetProperty("code").GetString()!);
    }

    /// <summary>The client's own view of another room.</summary>
    public MediaClient At(string room) => new(_http, room);

    public async Task<string> TokenAsync(string use, string name = "OBS", string? role = null, int? hours = null) =>
        (await MintAsync(use, name, role, hours)).GetProperty("token").GetString()!;

    public async Task<JsonElement> MintAsync(string use, string name = "OBS", string? role = null, int? hours = null)
    {
        using var request = Json($"/api/rooms/{Room}/tokens", ConferenceServer.AdminToken, new { use, name, role, hours });
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answers.OkAsync(answer);
    }

    /// <summary>Publishes microphone and camera; asserts success.</summary>
    public async Task<MediaClientSession> PublishAsync(string? offer = null) =>
        await MediaClientSession.FromAsync(this, await TokenAsync("whip"), $"/whip/{Room}", offer ?? Offer("sendonly"));

    public async Task<MediaClientSession> PlayAsync(string? offer = null) =>
        await MediaClientSession.FromAsync(this, await TokenAsync("whep", "Player"), $"/whep/{Room}", offer ?? Offer("recvonly"));

    public Task<HttpResponseMessage> PostAsync(string path, string? token, string body, string type = "application/sdp") =>
        SendAsync(HttpMethod.Post, path, token, body, type);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, string? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null) request.Content!.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Opus as mid 0 and VP8 with RTX, H.264 as mid 1.</summary>
    public static string Offer(string direction, string codecs = "96 97 102", string ufrag = "Zk3p", string password = "9b1f0c7d2e4a6855c3d1e0f2") =>
        $"""
         v=0
         o=- 4611731400430051336 2 IN IP4 127.0.0.1
         s=-
         t=0 0
         a=group:BUNDLE 0 1
         m=audio 9 UDP/TLS/RTP/SAVPF 111
         c=IN IP4 0.0.0.0
         {Transport(ufrag, password)}
         a=mid:0
         a={direction}
         a=rtcp-mux
         a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
         a=rtpmap:111 opus/48000/2
         m=video 9 UDP/TLS/RTP/SAVPF {codecs}
         c=IN IP4 0.0.0.0
         {Transport(ufrag, password)}
         a=mid:1
         a={direction}
         a=rtcp-mux
         a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
         a=rtpmap:96 VP8/90000
         a=rtpmap:97 rtx/90000
         a=fmtp:97 apt=96
         a=rtpmap:102 H264/90000
         a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
         a=rtpmap:120 H265/90000

         """.ReplaceLineEndings("\r\n");

    private static HttpRequestMessage Json(string path, string token, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static string Transport(string ufrag, string password)
    {
        var fingerprint = string.Join(':', SHA256.HashData("a certificate"u8).Select(b => b.ToString("X2", null)));
        return $"a=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\na=fingerprint:sha-256 {fingerprint}\r\na=setup:actpass";
    }
}
