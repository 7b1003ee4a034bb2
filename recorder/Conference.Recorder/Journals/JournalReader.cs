using Conference.Recorder.Matroska;

namespace Conference.Recorder.Journals;

/// <summary>Reads a journal's frames in order, while it grows or after its writer died. One thread.</summary>
/// <param name="fileAt">Path of the journal's n-th file from where this reader begins; null when there is none yet.</param>
/// <param name="skipBefore">Frames before this time (microseconds) are passed over.</param>
internal sealed class JournalReader(Func<int, string?> fileAt, long skipBefore) : IDisposable
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private int _index;
    private FileStream? _file;
    private MatroskaReader _matroska = new();

    /// <summary>The track of the frame last read.</summary>
    public MatroskaTrack? Track => _matroska.Track;

    /// <summary>Bytes at the ends of files that were no whole element: what torn writes cost.</summary>
    public long TornBytes { get; private set; }

    /// <summary>The next frame, valid until the next call; false when there is none now.</summary>
    public bool TryRead(out MediaFrame frame)
    {
        while (true)
        {
            if (_file is null && !TryOpenNext())
            {
                frame = default;
                return false;
            }

            int consumed;
            while (_matroska.TryReadFrame(_buffer.AsMemory(_start, _end - _start), out consumed, out frame))
            {
                _start += consumed;
                if (frame.Timestamp >= skipBefore) return true;
            }

            _start += consumed;
            if (!_matroska.IsBroken && TryFill()) continue;
            // The writer appends to one file at a time: when there is a next one this one is final, but may have grown since the last look.
            if (fileAt(_index) is null) return false;
            if (!_matroska.IsBroken && TryFill()) continue;
            TornBytes += _file!.Length - _file.Position + (_end - _start);
            _file.Dispose();
            _file = null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool TryOpenNext()
    {
        if (fileAt(_index) is not { } path) return false;
        _index++;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _matroska = new MatroskaReader();
        _start = _end = 0;
        return true;
    }

    private bool TryFill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = _file!.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
