using Conference.Rooms.Model;

namespace Conference.Web.Api;

/// <summary>A stretch that is not played; milliseconds from the recording's start.</summary>
internal sealed record CutView(long StartMs, long EndMs)
{
    public static IReadOnlyList<CutView> Of(IReadOnlyList<RecordingCut> cuts) => [.. cuts.Select(cut => new CutView(cut.StartMilliseconds, cut.EndMilliseconds))];
}
