using Conference.Recorder.Audio;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Hls;
using Conference.Recorder.Journals;
using Conference.Recorder.Matroska;
using Conference.Recorder.Mp4;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Packaging;

/// <summary>
/// One rendition from its frames to the store: journal, packager, spool, uploader. <see cref="Append"/> and <see cref="Complete"/> belong to the
/// recording's loop; everything behind the journal runs on its own and may be late, die and begin again.
/// </summary>
internal sealed partial class RenditionRecorder : IDisposable
{
    /// <summary>
    /// After so many deaths without a new segment a rendition that is over is left for later, so that the recording need not wait for it. While frames still come there
    /// is time to try again: what kills programs (no memory, an upgrade) passes.
    /// </summary>
    private const int MaxDeathsWithoutProgress = 4;

    /// <summary>The mix lags as much by itself.</summary>
    private const long StopDelay = LiveMix.Delay;

    /// <summary>Microseconds that the journal keeps of what is in the store already: the mix may have to be made again from there.</summary>
    private const long KeptBehind = LiveMix.Delay + 1_000_000;

    private static readonly TimeSpan RestartDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastRestartDelay = TimeSpan.FromSeconds(5);

    /// <summary>A full disk empties as the store takes segments, or an operator makes room; the frames wait in the journal.</summary>
    private static readonly TimeSpan DiskDelay = TimeSpan.FromSeconds(5);

    private readonly RecorderServices _services;
    private readonly Journal _journal;
    private readonly SegmentSpool _spool;
    private readonly Playlist _playlist;
    private readonly PackagingHorizon _horizon;
    private readonly SegmentLengths _lengths;
    private readonly ILogger _logger;
    private bool _isDescribed;

    private RenditionRecorder(string folder, RenditionIdentity identity, Journal journal, RecorderServices services)
    {
        Folder = folder;
        Identity = identity;
        _services = services;
        _journal = journal;
        _logger = services.Logger;
        _horizon = new PackagingHorizon(identity.Kind == RenditionKind.Mix ? 0 : StopDelay);
        _spool = new SegmentSpool(folder, identity.Format == RenditionFormat.WebM ? ".webm" : ".m4s");
        _lengths = SegmentLengths.Of(identity.Kind);
        _playlist = new Playlist(identity.StartedAt, _lengths.TargetSeconds);
    }

    public string Folder { get; }

    public RenditionIdentity Identity { get; }

    /// <summary>What the store holds of it; null until the first segment is there.</summary>
    public Rendition? Stored { get; private set; }

    /// <summary>Why it ended early; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Begins a rendition in a new folder below <paramref name="partFolder"/>.</summary>
    public static RenditionRecorder Create(string partFolder, RenditionIdentity identity, RecorderServices services)
    {
        var folder = Path.Combine(partFolder, identity.Id.ToString("N"));
        Directory.CreateDirectory(folder);
        DurableFile.SyncDirectory(partFolder);
        identity.Save(folder);
        return new RenditionRecorder(folder, identity, new Journal(folder), services);
    }

    /// <summary>Takes up what a dead recorder left; null when it left nothing that can be played.</summary>
    public static RenditionRecorder? OpenLeftOver(string folder, RecorderServices services) =>
        RenditionIdentity.TryLoad(folder) is { } identity ? new RenditionRecorder(folder, identity, Journal.OpenLeftOver(folder), services) : null;

    /// <summary>Journals a frame.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public void Append(MatroskaTrack track, in MediaFrame frame)
    {
        // Told before the frame can wake the packager, which would else wait for the next one.
        _horizon.Appended(frame.Timestamp);
        _journal.Append(track, frame);
        _services.Metrics.FrameJournaled();
    }

    public void Sync() => _journal.Sync();

    /// <summary>Frames from that time on (microseconds from the first frame) are not part of it, whether they are journaled or not.</summary>
    public void EndAt(long end) => _horizon.EndAt(end);

    /// <summary>No frame will follow; <see cref="RunAsync"/> then ends when the store has everything.</summary>
    public void Complete() => _journal.Complete();

    /// <summary>Packages and stores until all is done; then the local copy is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var uploader = new SegmentUploader(_services.Store, _spool, _playlist, Identity, _services.Metrics, _services.Time, _logger) { OnStored = OnStoredAsync };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var uploading = uploader.RunAsync(stop.Token);
        try
        {
            await PackageAsync(cancellationToken);
        }
        catch
        {
            await stop.CancelAsync();
            await uploading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            _spool.Complete();
        }

        try
        {
            await uploading;
            if (_playlist.Segments.Count > 0) await DescribeAsync(cancellationToken);
        }
        catch (RecordingGoneException e)
        {
            (Stored, Fault) = (null, e.Message);
        }

        _spool.Dispose();
        _journal.Dispose();
        if (Fault is null) Directory.Delete(Folder, recursive: true);
        else LogKept(Identity.Id, Fault, Folder);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _spool.Dispose();
    }

    private async Task PackageAsync(CancellationToken cancellationToken)
    {
        var deaths = 0;
        while (true)
        {
            var delay = DiskDelay;
            var wasComplete = _journal.IsComplete;
            var progress = _spool.End;
            using var reader = _journal.OpenReader(_spool.End);
            var source = new FrameSource(_journal, reader, _horizon, new FrameFindings(Identity.Kind));
            if (!await source.MoveNextAsync(cancellationToken)) return;
            try
            {
                while (!source.IsEnded)
                {
                    IPackager packager = source.Track.CodecId switch
                    {
                        MatroskaTrack.Vp8 => new WebMPackager(_lengths),
                        MatroskaTrack.OpusCodec => new SoundPackager(_lengths),
                        _ => new FragmentedMp4Packager(_services.FfmpegPath, _lengths, _logger),
                    };
                    await packager.RunAsync(source, _spool, cancellationToken);
                }

                return;
            }
            catch (FfmpegException e)
            {
                _spool.Abandon();
                _services.Metrics.FfmpegRestarted();
                deaths = _spool.End > progress ? 1 : deaths + 1;
                LogDeath(Identity.Id, deaths, e);
                if (deaths >= MaxDeathsWithoutProgress && wasComplete)
                {
                    Fault = e.Message;
                    return;
                }

                delay = RestartDelay * Math.Pow(2, Math.Min(deaths, 10) - 1);
                if (delay > LastRestartDelay) delay = LastRestartDelay;
            }
            catch (IOException e)
            {
                // Nothing is wrong with the frames, so they are tried again for as long as it takes.
                _spool.Abandon();
                LogDiskRefuses(Identity.Id, e);
            }

            await Task.Delay(delay, _services.Time, cancellationToken);
        }
    }

    private async Task OnStoredAsync(PlaylistSegment segment, CancellationToken cancellationToken)
    {
        // The row first: what belongs to a recording that is gone stays.
        await DescribeAsync(cancellationToken);
        _journal.DeleteBefore(segment.Start + segment.Duration - KeptBehind);
    }

    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        var description = _spool.Description ?? new InitializationSegment(1000, "vp8", 0, 0);
        Stored = new Rendition
        {
            Id = Identity.Id, PartId = Identity.PartId, Kind = Identity.Kind, Format = Identity.Format,
            ParticipantId = Identity.ParticipantId,
            ParticipantName = Identity.ParticipantId is { } participant ? await _services.NameOfAsync(participant, cancellationToken) : null,
            Codecs = description.Codecs, StartMilliseconds = Identity.StartMilliseconds,
            DurationMilliseconds = _playlist.Duration / 1000, Width = description.Width, Height = description.Height,
            ObjectPrefix = Identity.ObjectPrefix, Gaps = [.. _playlist.Gaps.Select(OnTimeline)], Silences = [.. _playlist.Silences.Select(OnTimeline)],
        };
        if (!await _services.SaveRenditionAsync(Stored, isNew: !_isDescribed, cancellationToken)) throw new RecordingGoneException();
        _isDescribed = true;
    }

    private RenditionGap OnTimeline(MediaGap gap) =>
        new(Identity.StartMilliseconds + (gap.Start / 1000), Identity.StartMilliseconds + (gap.End / 1000));
}
