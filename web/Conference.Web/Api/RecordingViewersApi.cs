using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>Who has watched what share of a recording: players tell it, its owner and staff read it.</summary>
internal static class RecordingViewersApi
{
    /// <summary>Of one report; a player that sends once a minute has a few.</summary>
    private const int MostSpans = 200;

    public static void MapRecordingViewers(this IEndpointRouteBuilder recordings)
    {
        recordings.MapPost("/{id:guid}/watched", AddAsync).RequireRateLimiting(RateLimits.Watching);
        recordings.MapGet("/{id:guid}/viewers", ShowAsync);
    }

    private static async Task<IResult> AddAsync(
        Guid id, WatchedBody body, HttpContext context, RecordingStore recordings, RecordingAccess access, ViewingStore viewings, CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, guard, cancellationToken) is { } refusal) return refusal;
        if (body.Spans is not { Count: <= MostSpans } spans || spans.Any(span => span is null || span.StartMs < 0 || span.EndMs <= span.StartMs)) return ApiErrors.SpansInvalid;
        var person = PersonClaims.Id(context.User);
        await viewings.AddAsync(
            id, person ?? BrowserNumber.Of(context, id), person, spans.Select(span => new WatchedSpan(span!.StartMs, span.EndMs)), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ShowAsync(
        Guid id, HttpContext context, RecordingStore recordings, ViewingStore viewings, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, RecordingGuard.Of(recording)) is { } refusal) return refusal;
        var viewers = await viewings.ListAsync(id, cancellationToken);
        var audience = new Audience(recording.Cuts, Length(recording));
        var named = viewers.Where(viewer => viewer.Name is not null);
        var others = viewers.Where(viewer => viewer.Name is null).ToList();
        return TypedResults.Ok(new AudienceView(
            audience.PlayedMilliseconds,
            [.. named.Select(viewer => new ViewerView(viewer.Name!, audience.Watched(viewer.Watched), viewer.LastAt))],
            others.Count == 0 ? null : new OthersView(others.Count, (long)others.Average(viewer => audience.Watched(viewer.Watched)), others[0].LastAt),
            new CurveView(audience.StepMilliseconds, audience.Curve(viewers.Select(viewer => viewer.Watched)))));
    }

    /// <summary>So far, while it grows.</summary>
    private static long Length(Recording recording) => recording.EndedAt is not null
        ? recording.DurationMilliseconds
        : recording.Parts.SelectMany(part => part.Renditions).Select(rendition => rendition.StartMilliseconds + rendition.DurationMilliseconds).DefaultIfEmpty().Max();

    private sealed record WatchedBody(IReadOnlyList<SpanView?>? Spans);

    private sealed record SpanView(long StartMs, long EndMs);

    /// <param name="PlayedMs">What is played of it: its length without its cuts.</param>
    /// <param name="Viewers">The latest first.</param>
    /// <param name="Others">Without an account; null when there are none.</param>
    private sealed record AudienceView(long PlayedMs, IReadOnlyList<ViewerView> Viewers, OthersView? Others, CurveView Curve);

    private sealed record ViewerView(string Name, long WatchedMs, DateTimeOffset LastAt);

    /// <param name="WatchedMs">On average.</param>
    private sealed record OthersView(int Count, long WatchedMs, DateTimeOffset LastAt);

    /// <param name="Counts">How many have watched each step of what is played; the last may be shorter.</param>
    private sealed record CurveView(long StepMs, IReadOnlyList<int> Counts);
}
