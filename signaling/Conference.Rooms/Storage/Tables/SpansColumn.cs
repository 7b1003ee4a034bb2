using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

/// <summary>A list of stretches of a recording as one column: starts and ends in turn, milliseconds.</summary>
internal static class SpansColumn
{
    public static void IsSpans<T>(this PropertyBuilder<IReadOnlyList<T>> property, Func<T, (long Start, long End)> read, Func<long, long, T> make) =>
        property.HasDefaultValueSql("'{}'").HasConversion(
            spans => Numbers(spans, read),
            numbers => numbers.Chunk(2).Select(pair => make(pair[0], pair[1])).ToArray(),
            new ValueComparer<IReadOnlyList<T>>((a, b) => (a ?? Array.Empty<T>()).SequenceEqual(b ?? Array.Empty<T>()), spans => spans.Count, spans => spans.ToArray()));

    private static long[] Numbers<T>(IReadOnlyList<T> spans, Func<T, (long Start, long End)> read)
    {
        var numbers = new long[spans.Count * 2];
        for (var i = 0; i < spans.Count; i++) (numbers[2 * i], numbers[2 * i + 1]) = read(spans[i]);
        return numbers;
    }
}
