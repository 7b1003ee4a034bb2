using System.Text;

namespace Conference.Web.Api;

/// <summary>Reads bodies that are plain text.</summary>
internal static class Bodies
{
    /// <summary>The body as UTF-8 text; null when it is longer than <paramref name="limit"/> octets.</summary>
    public static async Task<string?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit) return null;
        using var text = new MemoryStream();
        var buffer = new byte[8192];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (text.Length + read > limit) return null;
            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
