using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

/// <summary>A list of cuts as one column: starts and ends in turn, milliseconds.</summary>
internal static class CutsColumn
{
    public static void IsCuts(this PropertyBuilder<IReadOnlyList<RecordingCut>> property) => property.HasDefaultValueSql("'{}'").HasConversion(
        cuts => cuts.SelectMany(cut => new[] { cut.StartMilliseconds, cut.EndMilliseconds }).ToArray(),
        numbers => numbers.Chunk(2).Select(pair => new RecordingCut(pair[0], pair[1])).ToArray(),
        new ValueComparer<IReadOnlyList<RecordingCut>>(
            (a, b) => (a ?? Array.Empty<RecordingCut>()).SequenceEqual(b ?? Array.Empty<RecordingCut>()), cuts => cuts.Count, cuts => cuts.ToArray()));
}
