using System.Globalization;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Hls;

/// <summary>Reads back from the store what <see cref="Playlist"/> wrote, so that a rendition's segments can be used long after its recorder is gone.</summary>
internal static class StoredPlaylist
{
    /// <summary>The segments of the rendition in order; empty when it has no playlist.</summary>
    /// <param name="prefix">The rendition's folder in the store.</param>
    public static async Task<IReadOnlyList<PlaylistSegment>> ReadAsync(IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        await using var stored = await store.OpenAsync($"{prefix}/index.m3u8", null, cancellationToken);
        if (stored is null) return [];
        using var reader = new StreamReader(stored.Content);
        return Parse(await reader.ReadToEndAsync(cancellationToken));
    }

    public static IReadOnlyList<PlaylistSegment> Parse(string text)
    {
        var segments = new List<PlaylistSegment>();
        var initialization = "";
        long start = 0, duration = 0;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal)) initialization = line.Split('"') is [_, var uri, ..] ? uri : "";
            else if (line.StartsWith("#EXTINF:", StringComparison.Ordinal)) duration = Microseconds(line.AsSpan(8));
            else if (!line.StartsWith('#'))
            {
                segments.Add(new PlaylistSegment(line, start, duration, initialization));
                start += duration;
            }
        }

        return segments;
    }

    private static long Microseconds(ReadOnlySpan<char> information)
    {
        var number = information.IndexOf(',') is >= 0 and var comma ? information[..comma] : information;
        return decimal.TryParse(number, CultureInfo.InvariantCulture, out var seconds) ? (long)(seconds * 1_000_000) : 0;
    }
}
