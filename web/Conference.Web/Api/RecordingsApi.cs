using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Hosting;

namespace Conference.Web.Api;

/// <summary>The list of recordings, and what the replay page needs to play one.</summary>
internal static class RecordingsApi
{
    public static void MapRecordings(this IEndpointRouteBuilder api)
    {
        // Not only for accounts: RecordingAccess says who may do what.
        var recordings = api.MapGroup("/recordings");
        recordings.MapGet("", ListAsync);
        recordings.MapGet("/{id:guid}", ShowAsync);
        recordings.MapRecordingChat();
        recordings.MapRecordingChapters();
        recordings.MapRecordingLinks();
        recordings.MapRecordingRemovals();
        recordings.MapRecordingViewers();
        api.MapSharedRecordings();
        recordings.MapRecordingVideos();
        recordings.MapRecordingCuts();
        recordings.MapRecordingCompatible();
        recordings.MapRecordingSilences();
        recordings.MapRecordingArchive();
        recordings.MapRecordingPreview();
        recordings.MapRecordingCaptions();
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        recordings.MapMethods("/{id:guid}/{rendition:guid}/{file}", reads, RecordingMedia.SendAsync);
    }

    private static async Task<IResult> ListAsync(
        string? room, HttpContext context, RecordingStore recordings, RecordingAccess access, CancellationToken cancellationToken)
    {
        if (access.Viewer(context) is not { } viewer) return ApiErrors.SignInFirst;
        if (room is not null && !RoomCode.IsWellFormed(room)) return ApiErrors.RoomGone;
        var list = await recordings.ListAsync(viewer, room, cancellationToken);
        return TypedResults.Ok(list.Select(line => Row(line.Recording, line.HasCamera, line.HasScreen, line.PreviewId, context)));
    }

    private static async Task<IResult> ShowAsync(
        Guid id, HttpContext context, RecordingStore recordings, RecordingFileStore files, RecordingAccess access, PublicOrigin origin,
        CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        var guard = RecordingGuard.Of(recording);
        if (await access.RefuseSeeingAsync(context, guard, cancellationToken) is { } refusal) return refusal;
        var renditions = recording.Parts.SelectMany(part => part.Renditions, (part, rendition) => new RenditionView(
            rendition.Id, part.Number, rendition.Kind, rendition.Format, rendition.ParticipantName, rendition.Codecs, rendition.StartMilliseconds,
            rendition.DurationMilliseconds, rendition.Width, rendition.Height,
            [.. rendition.Gaps.Select(gap => new GapView(gap.StartMilliseconds, gap.EndMilliseconds))], $"/api/recordings/{id}/{rendition.Id}/{RecordingMedia.Playlist}")).ToList();
        var preview = await files.FindAsync(id, JobKinds.Preview, "", cancellationToken);
        var row = Row(
            recording,
            renditions.Any(rendition => rendition.Kind == RenditionKind.Camera),
            renditions.Any(rendition => rendition.Kind == RenditionKind.Screen),
            preview?.Id,
            context);
        var isShared = row.MayEdit && guard is { Audience: RecordingAudience.Link, ShareCode: not null };
        return TypedResults.Ok(new DetailView(row)
        {
            Renditions = renditions, Cuts = CutView.Of(recording.Cuts), Parts = [.. recording.Parts.Select(part => new PartView(part.Number, part.StartedAt, part.EndedAt))],
            Audience = guard.Audience, Sprites = preview is null ? null : RecordingPreviewApi.Address(id, preview.Id, "sprites.vtt"),
            Link = isShared ? ShareLinks.Url(origin.Of(context.Request), guard.ShareCode!) : null,
        });
    }

    /// <summary>For somebody who may see it.</summary>
    private static RowView Row(Recording recording, bool hasCamera, bool hasScreen, Guid? previewId, HttpContext context)
    {
        var room = recording.Lecture!.Room!;
        var guard = RecordingGuard.Of(recording);
        var mayEdit = RecordingAccess.MayEdit(context.User, guard);
        return new RowView(
            recording.Id, room.Code, recording.Name, room.Owner!.Name, recording.StartedAt ?? recording.RequestedAt, recording.DurationMilliseconds,
            recording.State, recording.FailureReason, hasCamera, hasScreen,
            previewId is { } preview ? RecordingPreviewApi.Address(recording.Id, preview, "poster.jpg") : null, RecordingAccess.ViewerMayDownload(context.User, guard),
            mayEdit)
        {
            RoomTitle = room.Title, DeletedAt = recording.DeletedAt, DeletesAt = mayEdit ? RecordingExpiry.Of(recording) : null, Kept = recording.IsKept,
        };
    }

    /// <param name="StartedAt">When media began to be kept, or the request while none is.</param>
    private record RowView(
        Guid Id, string RoomCode, string Title, string Teacher, DateTimeOffset StartedAt, long DurationMs, RecordingState State,
        string? FailureReason, bool HasCamera, bool HasScreen, string? Poster, bool MayDownload, bool MayEdit)
    {
        /// <summary>An uploaded recording has a title of its own.</summary>
        public string RoomTitle { get; init; } = "";

        /// <summary>Since when it is in the trash.</summary>
        public DateTimeOffset? DeletedAt { get; init; }

        /// <summary>When it will be deleted for good, for those who can do something about it.</summary>
        public DateTimeOffset? DeletesAt { get; init; }

        /// <summary>Beyond its room's days.</summary>
        public bool Kept { get; init; }
    }

    private sealed record DetailView : RowView
    {
        public DetailView(RowView row)
            : base(row)
        {
        }

        public required IReadOnlyList<RenditionView> Renditions { get; init; }

        public required IReadOnlyList<PartView> Parts { get; init; }

        public required RecordingAudience Audience { get; init; }

        /// <summary>For those who may edit it; null while it has none.</summary>
        public required string? Link { get; init; }

        public required IReadOnlyList<CutView> Cuts { get; init; }

        /// <summary>Small pictures for the seek bar (WebVTT); null while there are none.</summary>
        public required string? Sprites { get; init; }
    }

    /// <param name="Part">The number of its Part.</param>
    private sealed record RenditionView(
        Guid Id, int Part, RenditionKind Kind, RenditionFormat Format, string? Participant, string Codecs, long StartMs, long DurationMs, int Width,
        int Height, IReadOnlyList<GapView> Gaps, string Playlist);

    private sealed record GapView(long StartMs, long EndMs);

    private sealed record PartView(int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
}
