using System.Buffers;
using System.Globalization;
using System.Threading.Channels;
using Conference.Recorder.Matroska;
using Conference.Recorder.Storage;
using Microsoft.Win32.SafeHandles;

namespace Conference.Recorder.Journals;

/// <summary>
/// Every frame of one rendition, on disk before anything else is done with it: Matroska files of about a minute, Clusters of at most a second, so
/// that a file cut anywhere loses only what follows the cut. One writer (the recording's loop), one reader (the packager).
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>Matroska's advice and our promise: what a torn Cluster could cost.</summary>
    private const long ClusterLength = 1_000_000;

    /// <summary>Bounds what a restart must skip, and lets confirmed media be deleted while a long lecture runs.</summary>
    private const long FileLength = 60_000_000;

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly MatroskaWriter _matroska = new(MatroskaWriter.JournalTick);
    private readonly Channel<bool> _appended = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly List<JournalFile> _files = [];
    private FileStream? _file;
    private MatroskaTrack? _track;
    private long _fileStart;
    private long _clusterStart;
    private bool _isDirty;
    private int _nextNumber = 1;

    /// <summary>An empty journal in an existing folder.</summary>
    public Journal(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Set when no more frames will come; the reader then ends at the last one.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Opens what a dead recorder left: complete, as far as it goes.</summary>
    public static Journal OpenLeftOver(string folder)
    {
        var journal = new Journal(folder) { IsComplete = true };
        foreach (var path in Directory.GetFiles(folder, "journal-*.mkv").Order(StringComparer.Ordinal))
        {
            using var reader = new JournalReader(index => index == 0 ? path : null, long.MinValue);
            // A file torn before its first frame holds nothing.
            if (reader.TryRead(out var first)) journal._files.Add(new JournalFile(path, first.Timestamp));
        }

        return journal;
    }

    /// <summary>Goes on behind what a dead recorder left, in a file of its own.</summary>
    public static Journal Continue(string folder) => new(folder)
    {
        _nextNumber = 1 + Directory.GetFiles(folder, "journal-*.mkv")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("journal-".Length), CultureInfo.InvariantCulture, out var number) ? number : 0)
            .DefaultIfEmpty().Max(),
    };

    /// <summary>Appends a frame. The caller keeps timestamps rising by at least <see cref="MatroskaWriter.JournalTick"/>.</summary>
    /// <exception cref="IOException">The disk refused (full); the frame is not in the journal, later ones may be.</exception>
    public void Append(MatroskaTrack track, in MediaFrame frame)
    {
        ObjectDisposedException.ThrowIf(IsComplete, this);
        var rotates = _file is null || !track.DecodesLike(_track!) || (frame.IsKeyFrame && frame.Timestamp - _fileStart >= FileLength);
        if (rotates) Rotate(track, frame.Timestamp);
        _buffer.ResetWrittenCount();
        if (rotates) _matroska.WriteHeader(_buffer, track, "matroska");
        if (rotates || frame.IsKeyFrame && track.IsVideo || frame.Timestamp - _clusterStart >= ClusterLength || !_matroska.Fits(frame.Timestamp))
        {
            _matroska.OpenCluster(_buffer, frame.Timestamp);
            _clusterStart = frame.Timestamp;
        }

        _matroska.WriteFrame(_buffer, frame);
        lock (_lock)
        {
            var start = _file!.Position;
            try
            {
                _file.Write(_buffer.WrittenSpan);
            }
            catch (IOException)
            {
                // A half-written element would end every later reading here: take it back, and begin anew with the next frame.
                _file.SetLength(start);
                _file.Position = start;
                _clusterStart = long.MinValue / 2;
                if (rotates)
                {
                    File.Delete(_file.Name);
                    _file.Dispose();
                    _file = null;
                }

                throw;
            }

            _isDirty = true;
            if (rotates) _files.Add(new JournalFile(_file.Name, frame.Timestamp));
        }

        Length += _buffer.WrittenCount;
        _appended.Writer.TryWrite(true);
    }

    /// <summary>No frame will follow.</summary>
    public void Complete()
    {
        if (IsComplete) return;
        Sync();
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }

        IsComplete = true;
        _appended.Writer.TryComplete();
    }

    /// <summary>fdatasync; called every second from a thread that may wait.</summary>
    public void Sync()
    {
        SafeFileHandle handle;
        lock (_lock)
        {
            if (!_isDirty || _file is null) return;
            _isDirty = false;
            handle = _file.SafeFileHandle;
        }

        try
        {
            // Outside the lock: a slow disk must not hold up the frames.
            DurableFile.Sync(handle);
        }
        catch (ObjectDisposedException)
        {
            // The file was rotated meanwhile, which syncs it too.
        }
    }

    /// <summary>Frames from the first at or after <paramref name="timestamp"/> on, whatever file they are in.</summary>
    public JournalReader OpenReader(long timestamp)
    {
        lock (_lock)
        {
            var first = Math.Max(0, _files.FindLastIndex(file => file.FirstTimestamp <= timestamp));
            return new JournalReader(index => FileAt(first + index), timestamp);
        }
    }

    /// <summary>The time of the last frame, or of the end that stands for one; null when there is none. Reads the last file, so it is for journals that no one writes.</summary>
    public long? FindLast()
    {
        if (_files.Count == 0) return null;
        using var reader = OpenReader(_files[^1].FirstTimestamp);
        long? last = null;
        while (reader.TryRead(out var frame)) last = frame.Timestamp;
        return last;
    }

    /// <summary>Returns when a frame was appended, or none will be.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (IsComplete) return;
        if (await _appended.Reader.WaitToReadAsync(cancellationToken)) _appended.Reader.TryRead(out _);
    }

    /// <summary>Deletes the files that end before <paramref name="timestamp"/>; what they hold is in the store.</summary>
    public void DeleteBefore(long timestamp)
    {
        lock (_lock)
        {
            for (var i = 0; i + 1 < _files.Count && _files[i + 1].FirstTimestamp <= timestamp; i++)
            {
                // The entry stays, so that readers' places stay right.
                if (File.Exists(_files[i].Path)) File.Delete(_files[i].Path);
            }
        }
    }

    /// <summary>Deletes the journal.</summary>
    public void Delete()
    {
        Dispose();
        foreach (var path in Directory.GetFiles(Folder, "journal-*.mkv")) File.Delete(path);
    }

    public void Dispose() => Complete();

    private string? FileAt(int index)
    {
        lock (_lock) return index < _files.Count ? _files[index].Path : null;
    }

    private void Rotate(MatroskaTrack track, long timestamp)
    {
        var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"journal-{_nextNumber:D6}.mkv"));
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        DurableFile.SyncDirectory(Folder);
        Sync(); // of the file before
        lock (_lock)
        {
            _file?.Dispose();
            _file = file;
        }

        _nextNumber++;
        _track = track;
        _fileStart = timestamp;
    }

    private readonly record struct JournalFile(string Path, long FirstTimestamp);
}
