using System.Buffers;

namespace Conference.Recorder.Packaging;

/// <summary>
/// The newest frame waits here for its successor, because only that tells how long it lasts: the last of a stream is written with its length. Owns a copy.
/// </summary>
/// <param name="typical">Microseconds that a lone frame lasts.</param>
internal sealed class HeldFrame(long typical)
{
    private readonly ArrayBufferWriter<byte> _data = new(1 << 16);
    private long _typical = typical;

    public bool IsEmpty { get; private set; } = true;

    /// <summary>Valid until the next <see cref="Take"/>.</summary>
    public MediaFrame Frame { get; private set; }

    /// <summary>Microseconds: the frame before it.</summary>
    public long Before { get; private set; }

    /// <summary>Microseconds: where it ends if it lasts as long as the one before it.</summary>
    public long TypicalEnd => Frame.Timestamp + _typical;

    public void Take(in MediaFrame frame)
    {
        if (!IsEmpty) (Before, _typical) = (Frame.Timestamp, frame.Timestamp - Frame.Timestamp);
        IsEmpty = false;
        _data.ResetWrittenCount();
        _data.Write(frame.Data.Span);
        // A player knows neither fillers nor silence.
        Frame = frame with { Data = _data.WrittenMemory, IsFiller = false, IsSilent = false };
    }
}
