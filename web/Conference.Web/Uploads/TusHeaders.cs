using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Conference.Web.Uploads;

/// <summary>The headers of tus 1.0.0 (tus.io/protocols/resumable-upload), read and written.</summary>
internal static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,termination,expiration";
    public const string PatchType = "application/offset+octet-stream";
    public const string Resumable = "Tus-Resumable";
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Expires = "Upload-Expires";

    /// <summary>Keys and values that a browser's page sends; a foreign client may send a few more.</summary>
    private const int MostPairs = 20;

    /// <summary>A non-negative integer; null when it is none.</summary>
    public static long? Number(StringValues header) =>
        header is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>"key base64,key base64"; null when it is no such list or the values are no text.</summary>
    public static Dictionary<string, string>? ReadMetadata(StringValues header)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split(' ') is not [var key, .. { Length: <= 1 } rest] || metadata.Count == MostPairs) return null;
            var value = rest is [var encoded] ? Decode(encoded) : "";
            if (value is null || !metadata.TryAdd(key, value)) return null;
        }

        return metadata;
    }

    /// <summary>RFC 9110 §5.6.7.</summary>
    public static string Date(DateTimeOffset moment) => moment.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    private static string? Decode(string encoded)
    {
        if (!Base64.IsValid(encoded)) return null;
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(encoded));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
