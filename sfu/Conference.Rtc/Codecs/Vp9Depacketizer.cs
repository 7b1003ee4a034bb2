namespace Conference.Rtc.Codecs;

/// <summary>
/// VP9 frames (RFC 9628). Frames of upper spatial layers are left out: the base layer alone is a stream that every decoder takes, several frames of one
/// picture would need a superframe index.
/// </summary>
internal sealed class Vp9Depacketizer() : VideoDepacketizer(MediaCodec.Vp9)
{
    private bool _ended;

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) =>
        Vp9Descriptor.TryParse(payload, out var descriptor) && descriptor is { StartOfFrame: true, SpatialLayer: 0 };

    private protected override void Begin() => _ended = false;

    private protected override bool Append(ReadOnlySpan<byte> payload)
    {
        if (!Vp9Descriptor.TryParse(payload, out var descriptor)) return false;
        if (descriptor.SpatialLayer > 0) return true;
        if (_ended || (descriptor.StartOfFrame && Buffer.Length > 0)) return false;
        _ended = descriptor.EndOfFrame;
        return Buffer.TryAppend(payload[descriptor.Length..]);
    }

    private protected override bool Complete()
    {
        IsKeyFrame = Vp9KeyFrameHeader.IsKeyFrame(Buffer.Bytes);
        if (IsKeyFrame && Vp9KeyFrameHeader.TryReadSize(Buffer.Bytes, out var width, out var height)) (Width, Height) = (width, height);
        return _ended;
    }
}
