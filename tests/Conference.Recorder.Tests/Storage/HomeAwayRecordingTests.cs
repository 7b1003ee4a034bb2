using Conference.Recorder.Matroska;
using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Recorder.Tests.Storage;

/// <summary>A lecture is recorded into a real S3 server, which is killed meanwhile and comes back afterwards.</summary>
public sealed class HomeAwayRecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-home-").FullName;
    private readonly Signal _signal = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Segments_go_on_to_the_next_store_at_once_and_all_of_them_are_home_in_the_end()
    {
        await using var ceph = await CephServer.StartAsync(Cancel);
        using var home = new S3ObjectStore(new S3StoreOptions { Endpoint = ceph.Endpoint, Bucket = "lectures", AccessKey = ceph.AccessKey, SecretKey = ceph.SecretKey });
        await home.ProbeAsync(Cancel);
        await using var stores = await TwoStores.CreateAsync(home, there => new FickleStore(there) { After = _signal.Raise });
        var services = new RecorderServices(
            stores.Store, new SpoolRoom(() => long.MaxValue, 0, TimeProvider.System), "ffmpeg", stores.Metrics, TimeProvider.System, NullLogger.Instance,
            (_, _) => Task.FromResult<string?>("Ann"), (_, _) => throw new NotSupportedException(), (_, _, _) => Task.FromResult(true));
        var identity = new RenditionIdentity(
            Guid.NewGuid(), Guid.NewGuid(), RenditionKind.Camera, RenditionFormat.Hls, Guid.NewGuid(), DateTimeOffset.UnixEpoch, 0, "recordings/r/p/x");
        using var recorder = RenditionRecorder.Create(_folder, identity, services);
        var running = recorder.RunAsync(Cancel);
        var track = new MatroskaTrack(MatroskaTrack.Vp9, default, 320, 180, 0);
        var frames = await Encoded.VideoAsync("VP9", 21, keyFrameEvery: 100);
        Append(0, 300);
        await _signal.UntilAsync(() => Keys(home).Any(key => key.EndsWith("/index.m3u8", StringComparison.Ordinal)));

        ceph.KillGateway();
        Append(300, frames.Count);
        recorder.Complete();
        await running;

        // The spool is empty: everything is somewhere, and can be played from there.
        Assert.False(Directory.Exists(recorder.Folder));
        Assert.Contains("recordings/r/p/x/index.m3u8", Keys(stores.Partner));
        Assert.Equal("#EXT-X-ENDLIST", (await new StoredRendition(stores.Store, identity.ObjectPrefix).PlaylistAsync())[^1]);
        await ceph.StartGatewayAsync(Cancel);
        await stores.Keeper.TurnAsync(everyone: false, Cancel);

        Assert.Empty(Keys(stores.Partner));
        var stored = new StoredRendition(home, identity.ObjectPrefix);
        Assert.Equal("#EXT-X-ENDLIST", (await stored.PlaylistAsync())[^1]);
        var file = await stored.AssembleAsync(_folder);
        Assert.Equal([frames.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)], await Tool.ProbeAsync(file, "stream=nb_read_packets", "-count_packets"));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));

        void Append(int from, int to)
        {
            foreach (var frame in frames.Skip(from).Take(to - from)) recorder.Append(track, new MediaFrame(frame.Index * 40_000, frame.Index % 100 == 0, frame.Data));
        }
    }

    public void Dispose()
    {
        _signal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static List<string> Keys(IObjectStore store) => store.ListAsync("recordings/", Cancel).ToBlockingEnumerable(Cancel).Select(key => key.Key).ToList();
}
