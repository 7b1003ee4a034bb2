using System.Diagnostics.Metrics;

namespace Conference.Recorder;

/// <summary>Owns the instruments of meter "Conference.Recorder".</summary>
public sealed class RecorderMetrics : IDisposable
{
    public const string MeterName = "Conference.Recorder";

    private readonly Meter _meter = new(MeterName);
    private readonly UpDownCounter<int> _recordings;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _segmentsStored;
    private readonly Counter<long> _bytesStored;
    private readonly Counter<long> _uploadRetries;
    private readonly Counter<long> _ffmpegRestarts;
    private readonly Counter<long> _packetsLost;
    private readonly Counter<long> _framesDropped;
    private readonly Counter<long> _trackFaults;
    private readonly UpDownCounter<int> _jobs;
    private readonly Counter<long> _jobsEnded;
    private readonly Counter<long> _storePuts;
    private readonly Counter<long> _storeAbsences;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _bytesMoved;
    private readonly Counter<long> _movesFailed;
    private readonly Counter<long> _recordingsDeleted;

    public RecorderMetrics()
    {
        _recordings = _meter.CreateUpDownCounter<int>("recorder.recordings.running", description: "Recordings that this server makes now");
        _frames = _meter.CreateCounter<long>("recorder.frames", description: "Frames written to journals");
        _segmentsStored = _meter.CreateCounter<long>("recorder.segments.stored", description: "Segments that the object store has confirmed");
        _bytesStored = _meter.CreateCounter<long>("recorder.bytes.stored", "By", "Bytes of those segments");
        _uploadRetries = _meter.CreateCounter<long>("recorder.upload.retries", description: "Puts that failed and were tried again");
        _ffmpegRestarts = _meter.CreateCounter<long>("recorder.ffmpeg.restarts", description: "Dead ffmpegs that were started again");
        _packetsLost = _meter.CreateCounter<long>("recorder.packets.lost", description: "Packets that were missing when the jitter buffer gave up on them");
        _framesDropped = _meter.CreateCounter<long>("recorder.frames.dropped", description: "Frames that could not be kept, by reason");
        _trackFaults = _meter.CreateCounter<long>("recorder.track.faults", description: "Packets and frames that are not what their track says, by fault");
        _jobs = _meter.CreateUpDownCounter<int>("recorder.jobs.running", description: "Jobs of the queue that this server does now, by kind");
        _jobsEnded = _meter.CreateCounter<long>("recorder.jobs.ended", description: "Attempts at jobs that ended, by kind and outcome: done, lost (cancelled or taken over), given-back, or the failure");
        _storePuts = _meter.CreateCounter<long>("recorder.store.puts", description: "Objects that a store has confirmed, by store");
        _storeAbsences = _meter.CreateCounter<long>("recorder.store.absences", description: "Times that a store stopped answering, by store");
        _moves = _meter.CreateCounter<long>("recorder.store.moves", description: "Objects moved home from another store, by the store they came from");
        _bytesMoved = _meter.CreateCounter<long>("recorder.store.moves.bytes", "By", "Bytes of those objects");
        _movesFailed = _meter.CreateCounter<long>("recorder.store.moves.failed", description: "Moves that did not work and are tried again, by reason");
        _recordingsDeleted = _meter.CreateCounter<long>("recorder.recordings.deleted", description: "Recordings that were deleted for good, with all their objects");
    }

    internal void RecordingStarted() => _recordings.Add(1);

    internal void RecordingEnded() => _recordings.Add(-1);

    internal void RecordingDeleted() => _recordingsDeleted.Add(1);

    internal void FrameJournaled() => _frames.Add(1);

    internal void SegmentStored(long bytes)
    {
        _segmentsStored.Add(1);
        _bytesStored.Add(bytes);
    }

    internal void UploadRetried() => _uploadRetries.Add(1);

    internal void FfmpegRestarted() => _ffmpegRestarts.Add(1);

    internal void PacketsLost(long packets) => _packetsLost.Add(packets);

    internal void FrameDropped(string reason) => _framesDropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void TrackFault(string fault) => _trackFaults.Add(1, new KeyValuePair<string, object?>("fault", fault));

    internal void JobBegun(string kind) => _jobs.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void JobEnded(string kind, string outcome)
    {
        _jobs.Add(-1, new KeyValuePair<string, object?>("kind", kind));
        _jobsEnded.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));
    }

    internal void StorePut(string store) => _storePuts.Add(1, new KeyValuePair<string, object?>("store", store));

    internal void StoreLeft(string store) => _storeAbsences.Add(1, new KeyValuePair<string, object?>("store", store));

    internal void Moved(string store, long bytes)
    {
        _moves.Add(1, new KeyValuePair<string, object?>("store", store));
        _bytesMoved.Add(bytes, new KeyValuePair<string, object?>("store", store));
    }

    internal void MoveFailed(string reason) => _movesFailed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="present">1 per store that answers, 0 per store that is away.</param>
    /// <param name="waiting">Objects that wait to be moved home, per store.</param>
    internal void ObserveStores(Func<IEnumerable<Measurement<int>>> present, Func<IEnumerable<Measurement<long>>> waiting)
    {
        _meter.CreateObservableGauge("recorder.store.present", present, description: "1 while the store answers, by store");
        _meter.CreateObservableGauge("recorder.store.detours", waiting, description: "Objects that wait to be moved home, by the store they wait in");
    }

    /// <summary>Spool bytes are counted when somebody looks.</summary>
    internal void ObserveSpool(Func<long> bytes) =>
        _meter.CreateObservableGauge("recorder.spool.bytes", bytes, "By", "Local bytes that wait for the object store, journals included");

    public void Dispose() => _meter.Dispose();
}
