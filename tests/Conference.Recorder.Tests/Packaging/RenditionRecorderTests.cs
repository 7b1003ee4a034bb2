using Conference.Recorder.Audio;
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
    private readonly Signal _signal = new();
    private string _ffmpeg = "ffmpeg";

    public RenditionRecorderTests() => _store = new FolderObjectStore(Path.Combine(_folder, "store"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecorderServices Services => new(
        _store, new SpoolRoom(() => long.MaxValue, 0, TimeProvider.System), _ffmpeg, _metrics, TimeProvider.System, NullLogger.Instance, (_, _) => Task.FromResult<string?>("Ann"),
        (_, _) => throw new NotSupportedException(), (rendition, _, _) =>
    {
        lock (_saved) _saved.Add(rendition);
        _signal.Raise();
        return Task.FromResult(true);
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
        Assert.Equal(["#EXTINF:4.000000,", "#EXTINF:4.000000,", "#EXTINF:4.000000,", "#EXTINF:1.000000,"], playlist.Where(l => l.StartsWith("#EXTINF", StringComparison.Ordinal)));
        Assert.Equal("#EXT-X-ENDLIST", playlist[^1]);
        Assert.Contains("#EXT-X-INDEPENDENT-SEGMENTS", playlist);
        var file = await Stored.AssembleAsync(_folder);
        Assert.Equal(["vp9,320,180,325"], await Tool.ProbeAsync(file, "stream=codec_name,width,height,nb_read_packets", "-count_packets"));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        Assert.Equal(("vp09.00.11.08", 320, 180, 13_000L), Summary());
        Assert.False(Directory.Exists(recorder.Folder));
    }

    [Fact]
    public async Task A_killed_ffmpeg_is_started_again_and_nothing_is_lost()
    {
        var frames = await Encoded.VideoAsync("VP9", 13, keyFrameEvery: 50);
        var pids = Path.Combine(_folder, "pids");
        _signal.Watch(_folder, "pids");
        var wrapper = Path.Combine(_folder, "ffmpeg.sh");
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\necho $$ >> {pids}\nexec ffmpeg \"$@\"\n", Cancel);
        await Tool.RunAsync("chmod", "+x", wrapper);
        _ffmpeg = wrapper;
        using var recorder = Create(RenditionKind.Camera);
        var running = recorder.RunAsync(Cancel);
        Append(recorder, frames.Take(210), 50);
        await UntilAsync(() => _saved.Count > 0);
        using (var ffmpeg = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadLines(pids).First(), System.Globalization.CultureInfo.InvariantCulture)))
            ffmpeg.Kill();
        await UntilAsync(() => File.ReadLines(pids).Count() == 2);
        Append(recorder, frames.Skip(210), 50);
        recorder.Complete();
        await running;

        Assert.Null(recorder.Fault);
        Assert.DoesNotContain("#EXT-X-DISCONTINUITY", await Stored.PlaylistAsync());
        var file = await Stored.AssembleAsync(_folder);
        Assert.Equal(["325"], await Tool.ProbeAsync(file, "stream=nb_read_packets", "-count_packets"));
        var times = await Tool.ProbeAsync(file, "packet=pts_time");
        Assert.Equal(Enumerable.Range(0, 325).Select(i => (i * 0.04).ToString("0.000000", System.Globalization.CultureInfo.InvariantCulture)), times.Select(t => t.TrimEnd(',')));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
    }

    [Fact]
    public async Task A_program_that_always_dies_ends_the_rendition_with_a_reason_and_keeps_the_journal()
    {
        _ffmpeg = "/bin/false";
        using var recorder = Create(RenditionKind.Camera);
        var running = recorder.RunAsync(Cancel);
        Append(recorder, await Encoded.VideoAsync("VP9", 1), 50);
        recorder.Complete();
        await running;

        Assert.NotNull(recorder.Fault);
        Assert.NotEmpty(Directory.GetFiles(recorder.Folder, "journal-*.mkv"));
        Assert.Null(recorder.Stored);
    }

    [Fact]
    public async Task A_program_that_dies_for_a_while_costs_nothing_while_frames_still_come()
    {
        var starts = Path.Combine(_folder, "starts");
        _signal.Watch(_folder, "starts");
        var wrapper = Path.Combine(_folder, "ffmpeg.sh");
        // Six deaths, more than a rendition that is over would be given.
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\necho x >> {starts}\n[ $(wc -l < {starts}) -gt 6 ] || exit 1\nexec ffmpeg \"$@\"\n", Cancel);
        await Tool.RunAsync("chmod", "+x", wrapper);
        _ffmpeg = wrapper;
        var frames = await Encoded.VideoAsync("VP9", 9, keyFrameEvery: 100);
        using var recorder = Create(RenditionKind.Camera);
        var running = recorder.RunAsync(Cancel);
        Append(recorder, frames.Take(150), 100);
        await UntilAsync(() => File.Exists(starts) && new FileInfo(starts).Length >= 14);
        Append(recorder, frames.Skip(150), 100);
        recorder.Complete();
        await running;

        Assert.Null(recorder.Fault);
        Assert.Equal(["225"], await Tool.ProbeAsync(await Stored.AssembleAsync(_folder), "stream=nb_read_packets", "-count_packets"));
    }

    [Fact]
    public async Task A_segment_that_a_full_disk_refuses_is_made_again_when_there_is_room()
    {
        var starts = Path.Combine(_folder, "starts");
        _signal.Watch(_folder, "starts");
        var wrapper = Path.Combine(_folder, "ffmpeg.sh");
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\necho >> {starts}\nexec ffmpeg \"$@\"\n", Cancel);
        await Tool.RunAsync("chmod", "+x", wrapper);
        _ffmpeg = wrapper;
        using var recorder = Create(RenditionKind.Camera);
        // Every write to it fails with ENOSPC.
        var open = Path.Combine(recorder.Folder, "open.part");
        File.CreateSymbolicLink(open, "/dev/full");
        var running = recorder.RunAsync(Cancel);
        Append(recorder, await Encoded.VideoAsync("VP9", 9, keyFrameEvery: 100), 100);
        recorder.Complete();
        await UntilAsync(() => File.Exists(starts) && new FileInfo(starts).Length >= 2);
        File.Delete(open);
        await running;

        Assert.Null(recorder.Fault);
        Assert.Equal(["225"], await Tool.ProbeAsync(await Stored.AssembleAsync(_folder), "stream=nb_read_packets", "-count_packets"));
    }

    [Fact]
    public async Task A_vp8_camera_that_pauses_leaves_no_hole_for_a_player()
    {
        var identity = Identity(RenditionKind.Camera, RenditionFormat.WebM);
        using var recorder = RenditionRecorder.Create(_folder, identity, Services);
        var running = recorder.RunAsync(Cancel);
        // Pauses inside a segment and before the key frame that begins the next one.
        var frames = await Encoded.VideoAsync("VP8", 6, keyFrameEvery: 100);
        Append(recorder, frames.Where(frame => frame.Index is not (>= 40 and < 45) and not (>= 94 and < 100)), 100, MatroskaTrack.Vp8);
        recorder.Complete();
        await running;

        // Chromium takes a default duration for the length of every frame and drops what follows a pause, up to the next key frame.
        var initialization = await Stored.ReadAsync("init.webm");
        Assert.True(initialization.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x23, 0xE3, 0x83]) < 0, "the initialization segment tells a default duration");
        var packets = await Tool.ProbeAsync(await Stored.AssembleAsync(_folder), "packet=pts_time,duration_time,flags");
        Assert.Equal(139, packets.Length);
        Assert.Equal("3.720000,0.280000", packets.Single(packet => packet.StartsWith("3.72", StringComparison.Ordinal))[..17]);
        Assert.Equal("5.960000,0.040000", packets[^1][..17]);
        Assert.Equal(2, packets.Count(packet => packet.Contains(",K", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sound_becomes_four_second_segments_without_ffmpeg_and_a_dead_recorder_leaves_no_seam()
    {
        _ffmpeg = "/bin/false";
        var identity = Identity(RenditionKind.Mix, RenditionFormat.Hls);
        var frames = Sounds.Encode(13, 0, Sounds.Tone(440));
        using (var died = RenditionRecorder.Create(_folder, identity, Services))
        {
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var running = died.RunAsync(death.Token);
            foreach (var (at, data) in frames) died.Append(LiveMix.Track, new MediaFrame(at, IsKeyFrame: true, data));
            await UntilAsync(() => _saved.Count > 0);
            await death.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        using var leftOver = RenditionRecorder.OpenLeftOver(Path.Combine(_folder, identity.Id.ToString("N")), Services)!;
        await leftOver.RunAsync(Cancel);

        var playlist = await Stored.PlaylistAsync();
        Assert.Equal(["#EXTINF:4.000000,", "#EXTINF:4.000000,", "#EXTINF:4.000000,", "#EXTINF:1.000000,"], playlist.Where(l => l.StartsWith("#EXTINF", StringComparison.Ordinal)));
        Assert.DoesNotContain("#EXT-X-DISCONTINUITY", playlist);
        Assert.Equal(("opus", 0, 0, 13_000L), Summary());
        var file = await Stored.AssembleAsync(_folder);
        Assert.Equal(["opus,48000,2,650"], await Tool.ProbeAsync(file, "stream=codec_name,sample_rate,channels,nb_read_packets", "-count_packets"));
        var packets = await Tool.ProbeAsync(file, "packet=pts_time,size");
        Assert.Equal(
            frames.Select(frame => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{frame.At / 1e6:0.000000},{frame.Data.Length}")), packets.Select(packet => packet.TrimEnd(',')));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
    }

    [Fact]
    public async Task What_a_dead_recorder_left_of_a_vp8_camera_keeps_its_size()
    {
        var identity = Identity(RenditionKind.Camera, RenditionFormat.WebM);
        using (var died = RenditionRecorder.Create(_folder, identity, Services))
        {
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var running = died.RunAsync(death.Token);
            Append(died, await Encoded.VideoAsync("VP8", 9, keyFrameEvery: 100), 100, MatroskaTrack.Vp8);
            await UntilAsync(() => _saved.Count > 0);
            await death.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        _saved.Clear();
        using var leftOver = RenditionRecorder.OpenLeftOver(Path.Combine(_folder, identity.Id.ToString("N")), Services)!;
        await leftOver.RunAsync(Cancel);

        Assert.All(_saved, saved => Assert.Equal(("vp8", 320, 180), (saved.Codecs, saved.Width, saved.Height)));
        Assert.Equal(RenditionFormat.WebM, _saved[^1].Format);
        Assert.Equal(["vp8,320,180,225"], await Tool.ProbeAsync(await Stored.AssembleAsync(_folder), "stream=codec_name,width,height,nb_read_packets", "-count_packets"));
    }

    private Task UntilAsync(Func<bool> condition) => _signal.UntilAsync(() =>
    {
        lock (_saved) return condition();
    });

    private (string, int, int, long) Summary() => (_saved[^1].Codecs, _saved[^1].Width, _saved[^1].Height, _saved[^1].DurationMilliseconds);

    private RenditionRecorder Create(RenditionKind kind) => RenditionRecorder.Create(_folder, Identity(kind, RenditionFormat.Hls), Services);

    private static RenditionIdentity Identity(RenditionKind kind, RenditionFormat format) =>
        new(Guid.NewGuid(), Guid.NewGuid(), kind, format, Guid.NewGuid(), DateTimeOffset.UnixEpoch, 0, Prefix);

    private static void Append(RenditionRecorder recorder, IEnumerable<CodedFrame> frames, int keyFrameEvery, string codec = MatroskaTrack.Vp9)
    {
        var track = new MatroskaTrack(codec, default, 320, 180, 0);
        foreach (var frame in frames)
            recorder.Append(track, new MediaFrame(frame.Index * 40_000, frame.Index % keyFrameEvery == 0, frame.Data));
    }

    public void Dispose()
    {
        _signal.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
