using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>
/// How much room is left on the spool's disk, and what is still kept when it grows scarce (the store is away, something else fills the disk): first the single voices
/// are left out, which the mix has too, then cameras, then screens; the mix is kept to the last byte. Any thread.
/// </summary>
/// <param name="free">Bytes free for us.</param>
/// <param name="reserve">Bytes; with less than this free the first thing is left out.</param>
internal sealed class SpoolRoom(Func<long> free, long reserve, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _lookedAt;
    private SpoolShortage _shortage;

    public SpoolShortage Shortage
    {
        get
        {
            lock (_lock)
            {
                if (_lookedAt is { } at && time.GetElapsedTime(at) < LookInterval) return _shortage;
                _lookedAt = time.GetTimestamp();
                return _shortage = Judge(free());
            }
        }
    }

    public static SpoolRoom Of(RecorderOptions options, TimeProvider time)
    {
        var drive = new DriveInfo(Path.GetFullPath(options.SpoolFolder));
        return new SpoolRoom(FreeBytes, options.SpoolReserveBytes, time);

        long FreeBytes()
        {
            try
            {
                return drive.AvailableFreeSpace;
            }
            catch (IOException)
            {
                // A disk that does not even tell: its writes will.
                return long.MaxValue;
            }
        }
    }

    public bool Takes(RenditionKind kind) => kind switch
    {
        RenditionKind.Mix => true,
        RenditionKind.Screen or RenditionKind.ScreenAudio => Shortage < SpoolShortage.SoundAlone,
        RenditionKind.Camera => Shortage < SpoolShortage.NoCameras,
        _ => Shortage < SpoolShortage.NoVoices,
    };

    // Half as much again before something comes back: a camera that comes and goes every second is no use to anybody.
    private SpoolShortage Judge(long bytes)
    {
        var now = ShortageAt(bytes);
        return now >= _shortage ? now : ShortageAt(bytes / 3 * 2);
    }

    private SpoolShortage ShortageAt(long bytes) =>
        bytes < reserve / 8 ? SpoolShortage.SoundAlone : bytes < reserve / 2 ? SpoolShortage.NoCameras : bytes < reserve ? SpoolShortage.NoVoices : SpoolShortage.None;
}
