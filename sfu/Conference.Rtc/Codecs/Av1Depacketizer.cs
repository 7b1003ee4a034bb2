namespace Conference.Rtc.Codecs;

/// <summary>AV1 temporal units (AV1 RTP payload specification): OBUs put together from their elements and given size fields.</summary>
internal sealed class Av1Depacketizer() : VideoDepacketizer(MediaCodec.Av1)
{
    private const byte HasExtension = 0x04;
    private const byte HasSize = 0x02;

    private readonly FrameBuffer _fragment = new();
    private byte[] _sequenceHeader = [];
    private bool _unfinished;

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) =>
        FrameInfo.TryRead(MediaCodec.Av1, payload, marker: false, out var info) && info.StartOfFrame;

    private protected override void Begin()
    {
        _fragment.Clear();
        _unfinished = false;
    }

    private protected override bool Append(ReadOnlySpan<byte> payload)
    {
        if (!Av1Payload.TryOpen(payload, out var elements) || elements.StartsWithFragment != _unfinished) return false;
        if (elements.StartsSequence) IsKeyFrame = true;
        while (elements.MoveNext())
        {
            if (!elements.IsContinued && !elements.IsUnfinished)
            {
                if (!AppendObu(elements.Element)) return false;
                continue;
            }

            if (!_fragment.TryAppend(elements.Element)) return false;
            _unfinished = elements.IsUnfinished;
            if (_unfinished) continue;
            if (!AppendObu(_fragment.Bytes)) return false;
            _fragment.Clear();
        }

        return !elements.Malformed;
    }

    private protected override bool Complete() => !_unfinished;

    private protected override VideoFrame Describe(VideoFrame frame) => frame with { SequenceHeader = _sequenceHeader };

    private bool AppendObu(ReadOnlySpan<byte> obu)
    {
        if (obu.IsEmpty || (obu[0] & 0x80) != 0) return false; // obu_forbidden_bit
        var type = Av1ObuType.Of(obu[0]);
        if (type is Av1ObuType.TemporalDelimiter or Av1ObuType.TileList or Av1ObuType.Padding) return true;
        var headerLength = (obu[0] & HasExtension) != 0 ? 2 : 1;
        if (obu.Length < headerLength) return false;
        var body = obu[headerLength..];
        if ((obu[0] & HasSize) != 0)
        {
            // The payload specification says that size fields should be left out, not that they must.
            if (!Leb128.TryRead(body, out var stated, out var prefix) || body.Length - prefix < stated) return false;
            body = body.Slice(prefix, stated);
        }

        var start = Buffer.Length;
        Span<byte> head = stackalloc byte[2 + Leb128.MaxLength];
        obu[..headerLength].CopyTo(head);
        head[0] |= HasSize;
        var length = headerLength + Leb128.Write(head[headerLength..], body.Length);
        if (!Buffer.TryAppend(head[..length]) || !Buffer.TryAppend(body)) return false;
        if (type != Av1ObuType.SequenceHeader) return true;

        // Browsers send a sequence header with key frames alone.
        IsKeyFrame = true;
        var whole = Buffer.Bytes[start..];
        if (!whole.SequenceEqual(_sequenceHeader)) _sequenceHeader = whole.ToArray();
        if (Av1SequenceHeader.TryReadSize(body, out var width, out var height)) (Width, Height) = (width, height);
        return true;
    }
}
