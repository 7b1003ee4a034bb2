using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Media;

/// <summary>Feeds what publishers send to a real <see cref="PartRecorder"/>, as fast as it goes, into a folder store.</summary>
internal sealed class RecordedPart : IDisposable
{
    /// <summary>Of the spool's disk, bytes.</summary>
    public const long Reserve = 1 << 30;

    private readonly RecorderMetrics _metrics = new();
    private readonly Dictionary<Guid, Rendition> _renditions = [];

    private readonly ListLogger _logger = new();

    public RecordedPart()
    {
        Folder = Directory.CreateTempSubdirectory("conference-part-").FullName;
        Store = new FolderObjectStore(Path.Combine(Folder, "store"));
        Spool = Path.Combine(Folder, "spool", "part");
    }

    public string Folder { get; }

    public string Spool { get; }

    public FolderObjectStore Store { get; }

    public List<(TrackId Track, long At, KeyFrameReason Reason)> KeyFrameRequests { get; } = [];

    public IReadOnlyList<Rendition> Renditions => [.. _renditions.Values.OrderBy(r => r.StartMilliseconds)];

    /// <summary>True time in which the recorder stands still: what comes meanwhile comes at once at its end.</summary>
    public (long From, long To) Standstill { get; set; }

    /// <summary>What stands before the store, if anything does.</summary>
    public Func<IObjectStore, IObjectStore> Before { get; init; } = store => store;

    /// <summary>By which the store is asked again.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public RecorderServices Services => new(
        Before(Store), new SpoolRoom(() => Free(Now), Reserve, new ManualTime(() => Now)), "ffmpeg", _metrics, Time, _logger, (id, _) => Task.FromResult<string?>(id.ToString()),
        (_, _) => throw new NotSupportedException(),
        (rendition, _, _) =>
        {
            lock (_renditions) _renditions[rendition.Id] = rendition;
            return Task.FromResult(true);
        });

    /// <summary>Bytes free on the spool's disk at a true time.</summary>
    public Func<long, long> Free { get; set; } = _ => long.MaxValue;

    public IReadOnlyCollection<string> Warnings => _logger.Warnings;

    public Rendition Single(RenditionKind kind) => Assert.Single(Renditions, r => r.Kind == kind);

    public StoredRendition Stored(Rendition rendition) => new(Store, rendition.ObjectPrefix);

    public Task<string> AssembleAsync(Rendition rendition) => Stored(rendition).AssembleAsync(Folder);

    /// <summary>Records from <paramref name="start"/> to <paramref name="end"/>, microseconds of true time.</summary>
    public Task RecordAsync(long start, long end, params Publisher[] publishers) => RecordAsync(start, end, 0, 0, publishers);

    /// <param name="backlog">What the Tap gave in so many microseconds before the start waits in its channel when the Part begins.</param>
    /// <param name="notice">The end is noticed so many microseconds late.</param>
    public async Task RecordAsync(long start, long end, long backlog, long notice, params Publisher[] publishers)
    {
        using var part = Begin(start, TestContext.Current.CancellationToken);
        Feed(part, start, end + notice, backlog, publishers);
        part.Complete(end);
        await part.StoredAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Empty(part.Faults);
        if (!MayLie) await DecodesAsync();
    }

    /// <summary>The recorder dies at <paramref name="end"/> and is started again: what the next one makes of the spool.</summary>
    public async Task DieAndRestartAsync(long start, long end, params Publisher[] publishers)
    {
        using (var death = new CancellationTokenSource())
        using (var part = Begin(start, death.Token))
        {
            Feed(part, start, end, 0, publishers);
            await death.CancelAsync();
            await part.AbandonedAsync();
        }

        var recording = new Recording { LectureId = Guid.NewGuid(), RequestedById = Guid.NewGuid() };
        var renditions = await new LeftOvers(recording, Path.GetDirectoryName(Spool)!, Services).FinishAsync(TestContext.Current.CancellationToken);
        Assert.All(renditions, rendition => Assert.Null(rendition.Fault));
        await DecodesAsync();
    }

    private PartRecorder Begin(long start, CancellationToken cancellationToken)
    {
        var part = new PartRecorder(
            new PartIdentity(Guid.NewGuid(), Guid.NewGuid(), Spool, start, DateTimeOffset.UnixEpoch, 0), (track, reason) => KeyFrameRequests.Add((track, Now, reason)), Services, cancellationToken);
        part.Release();
        return part;
    }

    private void Feed(PartRecorder part, long start, long end, long backlog, Publisher[] publishers)
    {
        Now = start;
        foreach (var (at, message) in publishers.SelectMany(p => p.Messages).OrderBy(m => m.At))
        {
            if (at >= end) break;
            for (; Now + 20_000 <= at; Now += 20_000)
                if (Now < Standstill.From || Now >= Standstill.To) part.Advance(Now);
            if (at >= start - backlog || message() is TapTrackStarted) part.Receive(message());
        }

        for (; Now < end; Now += 20_000) part.Advance(Now);
    }

    /// <summary>A publisher's frames are no frames, so what was kept of them cannot be decoded.</summary>
    public bool MayLie { get; init; }

    /// <summary>Else segments begin without one, and are decoded one behind the other.</summary>
    public bool SendsKeyFrames { get; set; } = true;

    /// <summary>Whatever a test is about: every segment of every rendition decodes by itself without a complaint.</summary>
    private async Task DecodesAsync()
    {
        foreach (var rendition in Renditions)
        {
            var errors = await Stored(rendition).DecodeErrorsAsync(SendsKeyFrames);
            Assert.True(errors.Length == 0, $"{rendition.Kind} from {rendition.StartMilliseconds} ms: {errors}");
        }
    }

    private long Now { get; set; }

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
