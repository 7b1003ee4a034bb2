using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>
/// Where nobody is heard, for players that leap over it: the mix's silences, and the time between two Parts, of which nothing is kept. Beside the
/// detail, which a live page asks for every few seconds, because a long lecture has a thousand of them.
/// </summary>
internal static class RecordingSilencesApi
{
    /// <summary>Milliseconds between two stretches that are one: a mix ends up to a frame before its Part does.</summary>
    private const long Seam = 100;

    public static void MapRecordingSilences(this IEndpointRouteBuilder recordings) => recordings.MapGet("/{id:guid}/silences", ListAsync);

    private static async Task<IResult> ListAsync(Guid id, HttpContext context, RecordingStore recordings, RecordingAccess access, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, RecordingGuard.Of(recording), cancellationToken) is { } refusal) return refusal;
        var mixes = recording.Parts.SelectMany(part => part.Renditions).Where(rendition => rendition.Kind == RenditionKind.Mix)
            .OrderBy(mix => mix.StartMilliseconds).ToList();
        return TypedResults.Ok(Joined(mixes.SelectMany(mix => mix.Silences).Concat(Between(mixes)).OrderBy(silence => silence.StartMilliseconds)));
    }

    private static IEnumerable<RenditionGap> Between(IReadOnlyList<Rendition> mixes)
    {
        long heardUpTo = 0;
        foreach (var mix in mixes)
        {
            if (mix.StartMilliseconds > heardUpTo + Seam) yield return new RenditionGap(heardUpTo, mix.StartMilliseconds);
            heardUpTo = Math.Max(heardUpTo, mix.StartMilliseconds + mix.DurationMilliseconds);
        }
    }

    private static List<SilenceView> Joined(IEnumerable<RenditionGap> silences)
    {
        var joined = new List<SilenceView>();
        foreach (var (start, end) in silences)
        {
            if (joined.Count > 0 && start <= joined[^1].EndMs + Seam) joined[^1] = joined[^1] with { EndMs = Math.Max(joined[^1].EndMs, end) };
            else joined.Add(new SilenceView(start, end));
        }

        return joined;
    }

    private sealed record SilenceView(long StartMs, long EndMs);
}
