using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>The strong entity tag that names an ICE session (RFC 9725 §4.3.1).</summary>
internal static class EntityTags
{
    public static string Of(string iceSession) => $"\"{iceSession}\"";

    /// <summary>Reads If-Match.</summary>
    /// <param name="iceSession">Null for "*"; for tags that can match nothing, a session that never was.</param>
    /// <returns>False without the header.</returns>
    public static bool TryRead(HttpRequest request, out string? iceSession)
    {
        iceSession = null;
        var header = request.Headers.IfMatch;
        if (header.Count == 0) return false;
        // The RFC's own example puts the asterisk into quotes, and so do clients.
        if (header.Any(value => value?.Trim() is "*" or "\"*\"")) return true;
        // Weak tags never match here (RFC 9110 §13.1.1). Of several, an ICE session can be one only.
        iceSession = EntityTagHeaderValue.TryParseStrictList(header, out var tags) && tags.FirstOrDefault(tag => !tag.IsWeak) is { } strong
            ? strong.Tag.ToString().Trim('"')
            : "";
        return true;
    }
}
