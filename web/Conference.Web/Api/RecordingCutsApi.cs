using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>What is left out of a recording when it is played. Nothing is deleted; video files follow when they are made anew.</summary>
internal static class RecordingCutsApi
{
    public static void MapRecordingCuts(this IEndpointRouteBuilder recordings) => recordings.MapPut("/{id:guid}/cuts", ReplaceAsync);

    /// <summary>The whole list at once: whoever edits has it, and taking a cut back is sending the list without it.</summary>
    private static async Task<IResult> ReplaceAsync(
        Guid id, CutsBody body, HttpContext context, RecordingStore recordings, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, RecordingGuard.Of(recording)) is { } refusal) return refusal;
        if (recording.State != RecordingState.Ready) return ApiErrors.RecordingNotReady;
        if (body.Cuts is null) return ApiErrors.CutsInvalid;
        var wished = body.Cuts.Select(cut => new RecordingCut(cut.StartMs, cut.EndMs));
        if (RecordingCuts.Normalize(wished, recording.DurationMilliseconds) is not { } cuts) return ApiErrors.CutsInvalid;
        if (!await recordings.SetCutsAsync(id, cuts, cancellationToken)) return ApiErrors.RecordingNotReady;
        return TypedResults.Ok(CutView.Of(cuts));
    }

    private sealed record CutsBody(IReadOnlyList<CutView>? Cuts);
}
