using Conference.Recorder.Matroska;
using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>An object store that is away while a lecture is recorded.</summary>
public sealed class StoreAwayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-away-").FullName;
    private readonly RecorderMetrics _metrics = new();
    private readonly Signal _signal = new();

    [Fact]
    public async Task Everything_waits_in_the_spool_and_is_stored_when_the_store_is_back()
    {
        var there = new FolderObjectStore(Path.Combine(_folder, "store"));
        var store = new LeavingStore(there, _signal);
        var services = new RecorderServices(
            store, new SpoolRoom(() => long.MaxValue, 0, TimeProvider.System), "ffmpeg", _metrics, TimeProvider.System, NullLogger.Instance,
            (_, _) => Task.FromResult<string?>("Ann"), (_, _, _) => Task.CompletedTask);
        var identity = new RenditionIdentity(
            Guid.NewGuid(), Guid.NewGuid(), RenditionKind.Camera, RenditionFormat.Hls, Guid.NewGuid(), DateTimeOffset.UnixEpoch, 0, "recordings/r/p/x");
        using var recorder = RenditionRecorder.Create(_folder, identity, services);
        var segments = Path.Combine(recorder.Folder, "segments.log");
        _signal.Watch(_folder, "segments.log");
        var running = recorder.RunAsync(TestContext.Current.CancellationToken);
        var track = new MatroskaTrack(MatroskaTrack.Vp9, default, 320, 180, 0);
        foreach (var frame in await Encoded.VideoAsync("VP9", 17, keyFrameEvery: 100))
            recorder.Append(track, new MediaFrame(frame.Index * 40_000, frame.Index % 100 == 0, frame.Data));
        recorder.Complete();
        await _signal.UntilAsync(() => File.Exists(segments) && File.ReadLines(segments).Count() == 5 && store.Refused >= 2);
        // All of it is there, on the local disk.
        Assert.Equal(5, Directory.GetFiles(recorder.Folder, "0*.m4s").Length);
        Assert.False(running.IsCompleted);
        store.Return();
        await running;

        var stored = new StoredRendition(there, identity.ObjectPrefix);
        Assert.Equal("#EXT-X-ENDLIST", (await stored.PlaylistAsync())[^1]);
        Assert.Equal(["425"], await Tool.ProbeAsync(await stored.AssembleAsync(_folder), "stream=nb_read_packets", "-count_packets"));
        Assert.False(Directory.Exists(recorder.Folder));
    }

    public void Dispose()
    {
        _signal.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class LeavingStore(IObjectStore there, Signal signal) : IObjectStore
    {
        private volatile bool _isBack;
        private int _refused;

        public int Refused => _refused;

        public void Return() => _isBack = true;

        public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
        {
            if (_isBack) return there.PutAsync(key, content, contentType, cancellationToken);
            Interlocked.Increment(ref _refused);
            signal.Raise();
            throw new ObjectStoreException("Nobody answers.", isTransient: true);
        }

        public Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken) => there.OpenAsync(key, range, cancellationToken);

        public IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken) => there.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => there.DeleteAsync(key, cancellationToken);

        public Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
            there.TryCreateAsync(key, content, contentType, cancellationToken);

        public Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken) => there.PresignAsync(key, lifetime, disposition, cancellationToken);

        public Task ProbeAsync(CancellationToken cancellationToken) => there.ProbeAsync(cancellationToken);
    }
}
