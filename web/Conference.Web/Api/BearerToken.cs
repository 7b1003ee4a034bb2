namespace Conference.Web.Api;

/// <summary>The token of an Authorization header (RFC 6750 §2.1).</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The request means to be let in by a token, be it a wrong one.</summary>
    public static bool IsTried(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Scheme.TrimEnd(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when the request has none.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var token = header[Scheme.Length..].Trim();
        return token.Length > 0 ? token : null;
    }
}
