using System.Buffers.Binary;

namespace Conference.Rtc.Codecs;

/// <summary>
/// H.264 access units (RFC 6184, packetization-mode 1) as NAL units with 4-byte lengths. The loss of what comes before a
/// picture's first slice (parameter sets, SEI) cannot be seen in the frame; it shows as AfterLoss.
/// </summary>
internal sealed class H264Depacketizer() : VideoDepacketizer(MediaCodec.H264)
{
    private const int LengthPrefix = 4;

    private byte[] _sequenceParameters = [];
    private byte[] _pictureParameters = [];
    private int _fragment = -1; // where the length of the fragmented unit goes; -1: none is under way

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload)
    {
        if (!H264Payload.TryOpen(payload, out var units) || !units.MoveNext() || !units.IsStart) return false;
        // A slice that does not begin the picture betrays a lost first one; parameter sets, delimiters and SEI come before the first slice.
        return units.Type is not (H264NalType.Slice or H264NalType.IdrSlice) || units.IsFirstSlice;
    }

    private protected override void Begin() => _fragment = -1;

    private protected override bool Append(ReadOnlySpan<byte> payload)
    {
        if (!H264Payload.TryOpen(payload, out var units)) return false;
        while (units.MoveNext())
            if (units.IsFragment ? !AppendFragment(units) : !AppendUnit(units)) return false;
        return true;
    }

    private protected override bool Complete() => _fragment < 0;

    private protected override VideoFrame Describe(VideoFrame frame) =>
        frame with { SequenceParameters = _sequenceParameters, PictureParameters = _pictureParameters };

    private bool AppendUnit(in H264Payload unit)
    {
        if (_fragment >= 0) return false;
        if (unit.Type is H264NalType.AccessUnitDelimiter or H264NalType.Filler) return true;
        return TryOpenUnit(unit.Header, out var at) && Buffer.TryAppend(unit.Body) && CloseUnit(at);
    }

    private bool AppendFragment(in H264Payload unit)
    {
        if (unit.IsStart)
        {
            if (_fragment >= 0 || !TryOpenUnit(unit.Header, out _fragment)) return false;
        }
        else if (_fragment < 0)
        {
            return false;
        }

        if (!Buffer.TryAppend(unit.Body)) return false;
        if (!unit.IsEnd) return true;
        var at = _fragment;
        _fragment = -1;
        return CloseUnit(at);
    }

    private bool TryOpenUnit(byte header, out int at)
    {
        at = Buffer.Length;
        return Buffer.TryAppend([0, 0, 0, 0, header]);
    }

    private bool CloseUnit(int at)
    {
        var length = Buffer.Length - at - LengthPrefix;
        BinaryPrimitives.WriteInt32BigEndian(Buffer.At(at, LengthPrefix), length);
        ReadOnlySpan<byte> unit = Buffer.At(at + LengthPrefix, length);
        switch (H264NalType.Of(unit[0]))
        {
            case H264NalType.IdrSlice:
                IsKeyFrame = true;
                break;
            case H264NalType.SequenceParameters:
                // The same array as long as the set is the same, so that a change is seen by reference.
                if (!unit.SequenceEqual(_sequenceParameters)) _sequenceParameters = unit.ToArray();
                if (H264SequenceParameters.TryReadSize(unit, out var width, out var height)) (Width, Height) = (width, height);
                break;
            case H264NalType.PictureParameters:
                if (!unit.SequenceEqual(_pictureParameters)) _pictureParameters = unit.ToArray();
                break;
            default:
                break;
        }

        return true;
    }
}
