using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Settings;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>
/// Playlists and segments from the object store, each after a check of the viewer's right. A segment never changes under its name; a playlist grows
/// while the lecture is recorded.
/// </summary>
internal static partial class RecordingMedia
{
    public const string Playlist = "index.m3u8";

    // RFC 8216 §4
    private const string PlaylistType = "application/vnd.apple.mpegurl";

    public static async Task<IResult> SendAsync(
        Guid id, Guid rendition, string file, HttpContext context, RecordingStore recordings, IObjectStore store, RecordingAccess access,
        ConferenceOptions options, CancellationToken cancellationToken)
    {
        // One plain name, so that no path leaves the rendition's folder.
        if (!FileName().IsMatch(file)) return ApiErrors.NotFound;
        if (await recordings.LocateAsync(id, rendition, cancellationToken) is not { } location) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, location.Guard, cancellationToken) is { } refusal) return refusal;
        var key = $"{location.ObjectPrefix}/{file}";
        if (file.EndsWith(".m3u8", StringComparison.Ordinal)) return await SendPlaylistAsync(key, context, store, cancellationToken);
        return await StoredObjects.RedirectAsync(key, null, context, store, options.LinkLifetime, cancellationToken) ?? await StoredObjects.SendAsync(
            key, new EntityTagHeaderValue($"\"{rendition:N}-{file}\""), ContentType(file, location.Kind), context, store, cancellationToken);
    }

    private static async Task<IResult> SendPlaylistAsync(string key, HttpContext context, IObjectStore store, CancellationToken cancellationToken)
    {
        await using var playlist = await store.OpenAsync(key, null, cancellationToken);
        if (playlist is null) return ApiErrors.NotFound;
        using var buffer = new MemoryStream();
        await playlist.Content.CopyToAsync(buffer, cancellationToken);
        var bytes = buffer.ToArray();
        context.Response.Headers.CacheControl = "private, no-cache";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
        return TypedResults.Bytes(bytes, PlaylistType, entityTag: tag);
    }

    private static string ContentType(string file, RenditionKind kind)
    {
        var audio = kind is RenditionKind.Mix or RenditionKind.Voice or RenditionKind.ScreenAudio;
        var container = file.EndsWith(".webm", StringComparison.Ordinal) ? "webm" : "mp4";
        return $"{(audio ? "audio" : "video")}/{container}";
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\.(m3u8|mp4|m4s|webm)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
