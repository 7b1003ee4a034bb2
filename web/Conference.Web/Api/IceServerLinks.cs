using Conference.Signaling.Messages;

namespace Conference.Web.Api;

/// <summary>STUN and TURN servers as Link headers (RFC 9725 §4.6).</summary>
internal static class IceServerLinks
{
    public static IEnumerable<string> Of(IReadOnlyList<IceServerView> servers)
    {
        foreach (var server in servers)
        {
            var credentials = server is { Username: { } name, Credential: { } secret }
                ? $"; username={Quoted(name)}; credential={Quoted(secret)}; credential-type=\"password\""
                : "";
            foreach (var url in server.Urls) yield return $"<{url}>; rel=\"ice-server\"{credentials}";
        }
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
