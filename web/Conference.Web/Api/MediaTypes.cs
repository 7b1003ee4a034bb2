using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>Content-Type and Accept of requests whose bodies are not JSON.</summary>
internal static class MediaTypes
{
    /// <summary>The body is of this type, whatever its parameters.</summary>
    public static bool Is(HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var given) && given.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The caller can take an answer of this type (RFC 9110 §12.5.1); one that says nothing takes all.</summary>
    public static bool Accepts(HttpRequest request, string type)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0) return true;
        var wanted = new MediaTypeHeaderValue(type);
        return accepted.Any(range => wanted.IsSubsetOf(range) && range.Quality is not 0);
    }
}
