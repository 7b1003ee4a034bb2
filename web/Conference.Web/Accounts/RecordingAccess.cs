using System.Security.Claims;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Api;

namespace Conference.Web.Accounts;

/// <summary>
/// The one place that says who may do what with a recording. Its owner (the room's) and staff may see, download and edit it; others may see what the room's
/// settings let them see, and download it when those allow that.
/// </summary>
internal sealed class RecordingAccess(LectureStore lectures, VisitedRooms visited)
{
    /// <summary>Playlists, segments, chat, chapters, pictures of it.</summary>
    public async Task<bool> MaySeeAsync(HttpContext context, RecordingGuard guard, CancellationToken cancellationToken)
    {
        if (MayEdit(context.User, guard)) return true;
        if (guard.IsDeleted || guard.Audience == RecordingAudience.Staff) return false;
        if (guard.Audience == RecordingAudience.Link && ShareLinks.Opens(context.Request, guard)) return true;
        if (visited.Of(context.Request).Contains(guard.RoomId)) return true;
        return PersonClaims.Id(context.User) is { } person && await lectures.TookPartAsync(guard.RoomId, person, cancellationToken);
    }

    /// <summary>Files of it that are meant to be kept: the archive, the composed video, single tracks.</summary>
    public async Task<bool> MayDownloadAsync(HttpContext context, RecordingGuard guard, CancellationToken cancellationToken) =>
        ViewerMayDownload(context.User, guard) && await MaySeeAsync(context, guard, cancellationToken);

    /// <summary>As <see cref="MayDownloadAsync"/>, of somebody who is known to see it.</summary>
    public static bool ViewerMayDownload(ClaimsPrincipal user, RecordingGuard guard) => guard.MayBeDownloaded || MayEdit(user, guard);

    /// <summary>Share, trim, delete, keep it, and see who watched it.</summary>
    public static bool MayEdit(ClaimsPrincipal user, RecordingGuard guard) => Rights.MayManage(user, guard.OwnerId);

    /// <returns>What to answer to somebody who may not see it; null to one who may.</returns>
    public async Task<ApiError?> RefuseSeeingAsync(HttpContext context, RecordingGuard guard, CancellationToken cancellationToken) =>
        await MaySeeAsync(context, guard, cancellationToken) ? null : Refusal(context);

    /// <returns>What to answer to somebody who may not download it; null to one who may.</returns>
    public async Task<ApiError?> RefuseDownloadAsync(HttpContext context, RecordingGuard guard, CancellationToken cancellationToken)
    {
        if (await MayDownloadAsync(context, guard, cancellationToken)) return null;
        return await MaySeeAsync(context, guard, cancellationToken) ? ApiErrors.DownloadOff : Refusal(context);
    }

    /// <returns>What to answer to somebody who may not edit it; null to one who may.</returns>
    public static ApiError? RefuseEditing(HttpContext context, RecordingGuard guard) => MayEdit(context.User, guard) ? null : Refusal(context);

    /// <summary>Who asks for a list; null when it could only be empty because nobody is known.</summary>
    public RecordingViewer? Viewer(HttpContext context)
    {
        var rooms = visited.Of(context.Request);
        var person = PersonClaims.Id(context.User);
        return person is null && rooms.Count == 0 ? null : new RecordingViewer(person, Rights.SeesEverything(context.User), rooms);
    }

    private static ApiError Refusal(HttpContext context) => PersonClaims.Id(context.User) is null ? ApiErrors.SignInFirst : ApiErrors.NotAllowed;
}
