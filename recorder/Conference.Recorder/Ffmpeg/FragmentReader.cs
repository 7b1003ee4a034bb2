using System.Buffers;
using System.IO.Pipelines;
using Conference.Recorder.Mp4;

namespace Conference.Recorder.Ffmpeg;

/// <summary>Cuts ffmpeg's output at box boundaries: first the initialization segment (ftyp + moov), then fragments (moof + mdat).</summary>
internal sealed class FragmentReader(PipeReader output)
{
    /// <summary>A key frame interval of a screen at full rate is some megabytes; more is no output of ours.</summary>
    private const long MaxBoxSize = 256 << 20;

    private byte[] _pending = new byte[1 << 16];
    private int _length;

    /// <summary>Null when ffmpeg ended before it wrote one.</summary>
    /// <exception cref="FfmpegException">The output is no fragmented MP4.</exception>
    public ValueTask<Memory<byte>?> ReadInitializationAsync(CancellationToken cancellationToken) => ReadThroughAsync(BoxType.Moov, cancellationToken);

    /// <summary>The next whole fragment, valid until the next call; null at the end. What was cut off by a death in the middle is not returned.</summary>
    /// <exception cref="FfmpegException">The output is no fragmented MP4.</exception>
    public ValueTask<Memory<byte>?> ReadFragmentAsync(CancellationToken cancellationToken) => ReadThroughAsync(BoxType.Mdat, cancellationToken);

    private async ValueTask<Memory<byte>?> ReadThroughAsync(BoxType last, CancellationToken cancellationToken)
    {
        _length = 0;
        while (true)
        {
            var result = await output.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            try
            {
                while (TryTakeBox(ref buffer, out var type))
                {
                    if (type == last) return _pending.AsMemory(0, _length);
                }
            }
            catch (InvalidDataException e)
            {
                throw new FfmpegException("ffmpeg wrote no fragmented MP4: " + e.Message, e);
            }
            finally
            {
                output.AdvanceTo(buffer.Start, buffer.End);
            }

            if (result.IsCompleted) return null;
        }
    }

    private bool TryTakeBox(ref ReadOnlySequence<byte> buffer, out BoxType type)
    {
        Span<byte> head = stackalloc byte[BoxHeader.MaxLength];
        var available = buffer.Slice(0, Math.Min(buffer.Length, head.Length));
        available.CopyTo(head);
        type = BoxType.None;
        if (!BoxHeader.TryRead(head[..(int)available.Length], out var header)) return false;
        if (header.Size > MaxBoxSize) throw new InvalidDataException($"A box of {header.Size} bytes.");
        if (buffer.Length < header.Size) return false;
        type = header.Type;
        if (_length + header.Size > _pending.Length) Array.Resize(ref _pending, (int)Math.Max(_pending.Length * 2L, _length + header.Size));
        buffer.Slice(0, header.Size).CopyTo(_pending.AsSpan(_length));
        _length += (int)header.Size;
        buffer = buffer.Slice(header.Size);
        return true;
    }
}
