using Conference.Recorder.Matroska;
using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>Frames in, a playable rendition in the store out, through the real ffmpeg.</summary>
public sealed class RenditionRecorderTests : IDisposable
{
    private const string Prefix = "recordings/r/p/x";
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-rendition-").FullName;
    private readonly FolderObjectStore _store;
    private readonly RecorderMetrics _metrics = new();
    private readonly List<Rendition> _saved = [];

    public RenditionRecorderTests() => _store = new FolderObjectStore(Path.Combine(_folder, "store"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecorderServices Services => new(_store, "ffmpeg", _metrics, TimeProvider.System, NullLogger.Instance, (_, _) => Task.FromResult<string?>("Ann"), (rendition, _, _) =>
    {
        lock (_saved) _saved.Add(rendition);
        return Task.CompletedTask;
    });

    private StoredRendition Stored => new(_store, Prefix);

    [Fact]
    public async Task Vp9_pictures_become_four_second_segments_that_begin_with_key_frames()
    {
        var frames = await Encoded.VideoAsync("VP9", 13, keyFrameEvery: 100);
        using var recorder = Create(RenditionKind.Camera);
        var running = recorder.RunAsync(Cancel);
        Append(recorder, frames, 100);
        recorder.Complete();
        await running;

        var playlist = await Stored.PlaylistAsync();
        Assert.Equal(["000001.m4s", "000002.m4s", "000003.m4s", "000004.m4s"], playlist.Where(l => l[0] != '#'));
        Assert.Equal(["#EXTINF:4.000000,", "#EXTINF:4.000000,", "#EXTINF:4.000000,", "#EXTINF:0.993300,"], playlist.Where(l => l.StartsWith("#EXTINF", StringComparison.Ordinal)));
        Assert.Equal("#EXT-X-ENDLIST", playlist[^1]);
        var file = await Stored.AssembleAsync(_folder);
        Assert.Equal(["vp9,320,180,325"], await Tool.ProbeAsync(file, "stream=codec_name,width,height,nb_read_packets", "-count_packets"));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        Assert.Equal(("vp09.00.11.08", 320, 180, 12_993L), Summary());
        Assert.False(Directory.Exists(recorder.Folder));
    }

    private (string, int, int, long) Summary() => (_saved[^1].Codecs, _saved[^1].Width, _saved[^1].Height, _saved[^1].DurationMilliseconds);

    private RenditionRecorder Create(RenditionKind kind, RenditionFormat format = RenditionFormat.Hls)
    {
        var identity = new RenditionIdentity(Guid.NewGuid(), Guid.NewGuid(), kind, format, Guid.NewGuid(), DateTimeOffset.UnixEpoch, 0, Prefix);
        return RenditionRecorder.Create(_folder, identity, Services);
    }

    private static void Append(RenditionRecorder recorder, IEnumerable<CodedFrame> frames, int keyFrameEvery)
    {
        var track = new MatroskaTrack(MatroskaTrack.Vp9, default, 320, 180, 0);
        foreach (var frame in frames)
            recorder.Append(track, new MediaFrame(frame.Index * 40_000, frame.Index % keyFrameEvery == 0, frame.Data));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
