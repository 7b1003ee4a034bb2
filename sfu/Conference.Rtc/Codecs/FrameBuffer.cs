namespace Conference.Rtc.Codecs;

/// <summary>The growing bytes of one frame; kept from frame to frame.</summary>
internal sealed class FrameBuffer
{
    /// <summary>A dense 1080p text page as a key frame takes 1.4 MB; sixteen times that is no honest frame.</summary>
    public const int MaxLength = 24 * 1024 * 1024;

    private byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength - Length) return false;
        if (Length + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
        return true;
    }

    /// <summary>Bytes already appended, for a length that is known only afterwards.</summary>
    public Span<byte> At(int offset, int length) => _bytes.AsSpan(offset, length);
}
