using Conference.Recorder.Storage;

namespace Conference.Recorder;

/// <summary>Settings of the recorder role. <see cref="Validate"/> names each wrong one, so that a wrong setting stops the start.</summary>
public sealed record RecorderOptions
{
    /// <summary>
    /// Where recordings live for good. The first is their home; while it is away they go to the next that answers, and are moved home when it is back.
    /// </summary>
    public required IReadOnlyList<StoreTargetOptions> Stores { get; init; }

    /// <summary>Local folder of journals and segments that the store has not confirmed yet. Must outlive a restart; not a tmpfs.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>With less than this free on the spool's disk single voices are no longer kept, with half of it no cameras, with an eighth the mix alone.</summary>
    public long SpoolReserveBytes { get; init; } = 1L << 30;

    /// <summary>Local folder for what jobs need while they run; emptied at every start. A composed video takes as much as the file that comes of it, and a little more.</summary>
    public string WorkFolder { get => field ?? SpoolFolder + ".work"; init; }

    /// <summary>How many jobs of the queue run at once. Each may use every core that has nothing better to do.</summary>
    public int ParallelJobs { get; init; } = 1;

    /// <summary>Whether every finished recording gets the rendition for browsers that cannot play its tracks (an iPhone), at the cost of half its length in processor time.</summary>
    public bool CompatibleRendition { get; init; } = true;

    /// <summary>Name of the <c>ffmpeg</c> program, or its path.</summary>
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>How people name this recorder in logs and rows. Its leases go by <c>SpoolLock</c>, so that two with one name do no harm to each other.</summary>
    public string RecorderId { get; init; } = Environment.MachineName;

    /// <summary>A recorder that has not renewed its lease for so long counts as dead, and another takes its recordings over.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>False on servers without the recorder role: the store is there to be read, nothing is recorded.</summary>
    public bool Records { get; init; } = true;

    /// <summary>One sentence per wrong setting, beginning with its name.</summary>
    public IEnumerable<string> Validate()
    {
        if (Stores.Count == 0) yield return $"{nameof(Stores)}: there must be one at least.";
        foreach (var twice in Stores.GroupBy(store => store.Name).Where(group => group.Count() > 1)) yield return $"store {twice.Key}: is named twice.";
        foreach (var error in Stores.SelectMany(store => store.Validate())) yield return error;
        if (string.IsNullOrWhiteSpace(SpoolFolder)) yield return $"{nameof(SpoolFolder)}: must not be empty.";
        if (ParallelJobs < 0) yield return $"{nameof(ParallelJobs)}: must not be negative.";
        if (SpoolReserveBytes < 0) yield return $"{nameof(SpoolReserveBytes)}: must not be negative.";
        if (string.IsNullOrWhiteSpace(FfmpegPath)) yield return $"{nameof(FfmpegPath)}: must not be empty.";
        if (string.IsNullOrWhiteSpace(RecorderId)) yield return $"{nameof(RecorderId)}: must not be empty.";
        if (RecorderId.Contains('\n')) yield return $"{nameof(RecorderId)}: must be one line.";
        if (LeaseDuration < TimeSpan.FromSeconds(3)) yield return $"{nameof(LeaseDuration)}: must be 3 seconds or more.";
    }
}
