namespace Conference.Rtc.Codecs;

/// <summary>VP8 frames (RFC 7741): the payloads without their descriptors, one behind the other.</summary>
internal sealed class Vp8Depacketizer() : VideoDepacketizer(MediaCodec.Vp8)
{
    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) =>
        Vp8Descriptor.TryParse(payload, out var descriptor) && descriptor.StartOfFrame;

    private protected override bool Append(ReadOnlySpan<byte> payload) =>
        Vp8Descriptor.TryParse(payload, out var descriptor) && Buffer.TryAppend(payload[descriptor.Length..]);

    private protected override bool Complete()
    {
        IsKeyFrame = Vp8KeyFrameHeader.IsKeyFrame(Buffer.Bytes);
        if (IsKeyFrame && Vp8KeyFrameHeader.TryReadSize(Buffer.Bytes, out var width, out var height)) (Width, Height) = (width, height);
        return true;
    }
}
