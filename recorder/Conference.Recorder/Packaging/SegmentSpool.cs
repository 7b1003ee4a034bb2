using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Conference.Recorder.Hls;
using Conference.Recorder.Mp4;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Packaging;

/// <summary>
/// The segments of one rendition on the local disk, from their making until the store has confirmed them. <c>segments.log</c> remembers every closed
/// segment, so that a restart goes on behind the last one. Written by the packager, read by the uploader.
/// </summary>
internal sealed class SegmentSpool : IDisposable
{
    private const string LogName = "segments.log";
    private readonly string _folder;
    private readonly string _extension;
    private readonly Channel<PlaylistSegment> _closed = Channel.CreateUnbounded<PlaylistSegment>();
    private readonly FileStream _log;
    private readonly List<string> _initializations = [];
    private FileStream? _open;
    private int _count;

    /// <summary>Opens the folder; segments that an earlier process closed are queued for upload again (an upload is idempotent).</summary>
    /// <param name="extension">".m4s" or ".webm".</param>
    public SegmentSpool(string folder, string extension)
    {
        _folder = folder;
        _extension = extension;
        _log = new FileStream(Path.Combine(folder, LogName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Recover();
    }

    /// <summary>Closed segments, in order; completes after <see cref="Complete"/>.</summary>
    public ChannelReader<PlaylistSegment> Closed => _closed.Reader;

    /// <summary>Microseconds: where the last closed segment ends; everything before it needs no journal.</summary>
    public long End { get; private set; }

    /// <summary>Null until the first initialization segment is there.</summary>
    public InitializationSegment? Description { get; private set; }

    private string Initialization => _initializations.Count == 0 ? throw new InvalidOperationException("No initialization segment.") : _initializations[^1];

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The decoder configuration of the segments that follow. The same bytes again are no new configuration.</summary>
    public void SetInitialization(ReadOnlySpan<byte> content, InitializationSegment description)
    {
        Description ??= description;
        if (_initializations.Count > 0 && File.Exists(PathOf(Initialization)) && content.SequenceEqual(File.ReadAllBytes(PathOf(Initialization)))) return;
        var name = _initializations.Count == 0 ? "init" : string.Create(CultureInfo.InvariantCulture, $"init-{_initializations.Count + 1}");
        name += _extension == ".webm" ? ".webm" : ".mp4";
        using var file = new FileStream(PathOf(name), FileMode.Create, FileAccess.Write);
        file.Write(content);
        file.Flush();
        DurableFile.Sync(file.SafeFileHandle);
        _initializations.Add(name);
    }

    /// <summary>Appends to the open segment.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        // Unbuffered: what a full disk has refused must not be tried again by Dispose.
        _open ??= new FileStream(PathOf("open.part"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        _open.Write(content);
    }

    /// <summary>Forgets the open segment: its ffmpeg died, and its frames are fed again.</summary>
    public void Abandon()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <summary>Makes the open segment durable and hands it to the uploader.</summary>
    /// <param name="start">Microseconds from the rendition's start.</param>
    /// <param name="isIndependent">See <see cref="PlaylistSegment.IsIndependent"/>.</param>
    public void Close(long start, long duration, SegmentFindings findings, bool isIndependent = true)
    {
        if (_open is null) return;
        var name = NameOf(++_count);
        _open.Flush();
        DurableFile.Sync(_open.SafeFileHandle);
        _open.Dispose();
        _open = null;
        File.Move(PathOf("open.part"), PathOf(name), overwrite: true);
        DurableFile.SyncDirectory(_folder);
        var segment = new PlaylistSegment(name, start, duration, Initialization) { Findings = findings, IsIndependent = isIndependent };
        _log.Write(Encoding.ASCII.GetBytes(SegmentLine.Write(segment)));
        _log.Flush();
        DurableFile.Sync(_log.SafeFileHandle);
        End = start + duration;
        _closed.Writer.TryWrite(segment);
    }

    public void Complete() => _closed.Writer.TryComplete();

    public void Dispose()
    {
        Abandon();
        Complete();
        _log.Dispose();
    }

    private string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:D6}{_extension}");

    private void Recover()
    {
        var content = new byte[_log.Length];
        _log.ReadExactly(content);
        var whole = 0;
        // One character per byte, whatever a power loss has left there.
        var lines = Encoding.Latin1.GetString(content);
        for (int end; (end = lines.IndexOf('\n', whole)) >= 0; whole = end + 1)
        {
            if (SegmentLine.TryRead(lines[whole..end]) is not { } segment || segment.Uri != NameOf(_count + 1)) break;
            if (!_initializations.Contains(segment.InitializationUri)) _initializations.Add(segment.InitializationUri);
            _count++;
            End = segment.Start + segment.Duration;
            _closed.Writer.TryWrite(segment);
        }

        // What is torn is written over, for whatever stands behind it would not be read at the next start: its segments are made again from the journal.
        _log.SetLength(whole);
        _log.Position = whole;
        if (_initializations.Count == 0 || !File.Exists(PathOf(_initializations[0]))) return;
        var initialization = File.ReadAllBytes(PathOf(_initializations[0]));
        Description = _extension == ".webm" ? WebMPackager.Describe(initialization) : InitializationSegment.Read(initialization);
    }
}
