using System.Globalization;
using System.Text;
using Conference.Recorder.Storage;
using Conference.Testing.Media;

namespace Conference.Recorder.Tests.Media;

/// <summary>A rendition as the store holds it: playlist text and, for ffprobe, one file of its segments glued together.</summary>
internal sealed class StoredRendition(IObjectStore store, string prefix)
{
    public async Task<byte[]> ReadAsync(string name)
    {
        await using var stored = await store.OpenAsync($"{prefix}/{name}", null, TestContext.Current.CancellationToken);
        Assert.True(stored is not null, $"{prefix}/{name} is not in the store");
        var content = new MemoryStream();
        await stored.Content.CopyToAsync(content, TestContext.Current.CancellationToken);
        return content.ToArray();
    }

    public async Task<string[]> PlaylistAsync() => Encoding.UTF8.GetString(await ReadAsync("index.m3u8")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc cref="Decoding.SegmentErrorsAsync"/>
    public async Task<string> DecodeErrorsAsync(bool isEachAlone = true) =>
        await Decoding.SegmentErrorsAsync(await PlaylistAsync(), ReadAsync, isEachAlone, TestContext.Current.CancellationToken);

    /// <summary>EXTINF of every segment, in seconds, and the EXT-X-TARGETDURATION that must hold them.</summary>
    public async Task<(List<double> Segments, int Target)> LengthsAsync()
    {
        var lines = await PlaylistAsync();
        return (
            lines.Where(l => l.StartsWith("#EXTINF:", StringComparison.Ordinal)).Select(l => double.Parse(l[8..^1], CultureInfo.InvariantCulture)).ToList(),
            int.Parse(lines.Single(l => l.StartsWith("#EXT-X-TARGETDURATION:", StringComparison.Ordinal))[22..], CultureInfo.InvariantCulture));
    }

    /// <summary>Initialization segment and media segments in playlist order, as a player appends them. </summary>
    /// <param name="map">With several decoder configurations: whose part.</param>
    public async Task<string> AssembleAsync(string folder, int map = 1)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".bin");
        await using var file = File.Create(path);
        var maps = 0;
        foreach (var line in await PlaylistAsync())
        {
            if (line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal))
            {
                if (++maps != map) continue;
                await file.WriteAsync(await ReadAsync(line.Split('"')[1]));
            }
            else if (!line.StartsWith('#') && maps == map)
            {
                await file.WriteAsync(await ReadAsync(line));
            }
        }

        return path;
    }
}
