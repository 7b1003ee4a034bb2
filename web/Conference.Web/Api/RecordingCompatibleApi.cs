using System.Text.RegularExpressions;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Settings;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>The rendition for browsers that cannot play a recording's tracks themselves: whether it is there, and its playlists and segments.</summary>
internal static partial class RecordingCompatibleApi
{
    public static void MapRecordingCompatible(this IEndpointRouteBuilder recordings)
    {
        recordings.MapGet("/{id:guid}/compatible", ShowAsync);
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        recordings.MapMethods("/{id:guid}/compatible/{file:guid}/{name}", reads, SendAsync);
    }

    private static async Task<IResult> ShowAsync(
        Guid id, HttpContext context, RecordingStore recordings, RecordingAccess access, JobStore jobs, RecordingFileStore files, CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, guard, cancellationToken) is { } refusal) return refusal;
        var file = await files.FindAsync(id, JobKinds.Compatible, "", cancellationToken);
        var job = (await jobs.ListAsync(id, cancellationToken)).SingleOrDefault(job => job.Kind == JobKinds.Compatible);
        var playlist = file is null ? null : $"/api/recordings/{id}/compatible/{file.Id}/{Path.GetFileName(file.ObjectKey)}";
        return TypedResults.Ok(new CompatibleView(job?.State, job?.ProgressPermille ?? 0, playlist, file?.DurationMilliseconds ?? 0));
    }

    private static async Task<IResult> SendAsync(
        Guid id, Guid file, string name, HttpContext context, RecordingStore recordings, RecordingAccess access, RecordingFileStore files, IObjectStore store,
        ConferenceOptions options, CancellationToken cancellationToken)
    {
        // One plain name, so that no path leaves the folder.
        if (!FileName().IsMatch(name)) return ApiErrors.NotFound;
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, guard, cancellationToken) is { } refusal) return refusal;
        // By its id, so that a player that began before it was made anew does not mix two.
        if (await files.FindAsync(id, JobKinds.Compatible, "", cancellationToken) is not { } found || found.Id != file) return ApiErrors.NotFound;
        var (key, isPlaylist) = ($"{found.Prefix}/{name}", name.EndsWith(".m3u8", StringComparison.Ordinal));
        // Names in a playlist are relative to its own address, which therefore stays ours.
        if (!isPlaylist && await StoredObjects.RedirectAsync(key, null, context, store, options.LinkLifetime, cancellationToken) is { } redirect) return redirect;
        return await StoredObjects.SendAsync(key, new EntityTagHeaderValue($"\"{file:N}-{name}\""), isPlaylist ? found.ContentType : "video/mp4", context, store, cancellationToken);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\.(m3u8|mp4|m4s)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    /// <param name="State">Null when nobody has asked for it: this installation makes none, or the recording is not finished.</param>
    /// <param name="Progress">0 to 1000.</param>
    /// <param name="Playlist">Null until it is there.</param>
    private sealed record CompatibleView(JobState? State, int Progress, string? Playlist, long DurationMs);
}
