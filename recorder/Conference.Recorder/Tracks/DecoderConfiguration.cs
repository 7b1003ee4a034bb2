using System.Buffers.Binary;
using Conference.Recorder.Matroska;
using Conference.Rtc.Codecs;

namespace Conference.Recorder.Tracks;

/// <summary>What Matroska (and through it MP4) has to know of a stream, read from its key frames.</summary>
internal static class DecoderConfiguration
{
    private const int SequenceParameterSet = 7;
    private const int PictureParameterSet = 8;

    /// <summary>Null when the key frame lacks what a decoder needs (H.264 without parameter sets, a picture without a size).</summary>
    public static MatroskaTrack? TryRead(VideoFrame keyFrame)
    {
        if (keyFrame.Width <= 0 || keyFrame.Height <= 0) return null;
        return keyFrame.Codec switch
        {
            MediaCodec.Vp8 => new MatroskaTrack(MatroskaTrack.Vp8, default, keyFrame.Width, keyFrame.Height, 0),
            MediaCodec.Vp9 => new MatroskaTrack(MatroskaTrack.Vp9, default, keyFrame.Width, keyFrame.Height, 0),
            // ffmpeg makes the four bytes of av1C from the sequence header itself.
            MediaCodec.Av1 => keyFrame.SequenceHeader.IsEmpty ? null : new MatroskaTrack(MatroskaTrack.Av1, keyFrame.SequenceHeader, keyFrame.Width, keyFrame.Height, 0),
            MediaCodec.H264 => H264(keyFrame),
            _ => null,
        };
    }

    /// <summary>
    /// The frame as a sample of a stream with that configuration. H.264's parameter sets are taken out: in "avc1" they live in the configuration alone
    /// (ISO/IEC 14496-15 §5.3.1).
    /// </summary>
    public static ReadOnlyMemory<byte> ToSample(VideoFrame frame)
    {
        if (frame.Codec != MediaCodec.H264) return frame.Data;
        var units = frame.Data.Span;
        var kept = new byte[units.Length];
        var length = 0;
        while (units.Length > 4)
        {
            var unit = Math.Min(units.Length, 4 + BinaryPrimitives.ReadInt32BigEndian(units));
            if (unit < 5) break;
            if ((units[4] & 0x1F) is not (SequenceParameterSet or PictureParameterSet))
            {
                units[..unit].CopyTo(kept.AsSpan(length));
                length += unit;
            }

            units = units[unit..];
        }

        return kept.AsMemory(0, length);
    }

    private static MatroskaTrack? H264(VideoFrame frame)
    {
        var sequence = frame.SequenceParameters.Span;
        var picture = frame.PictureParameters.Span;
        if (sequence.Length < 4 || picture.IsEmpty) return null;
        // ISO/IEC 14496-15 §5.3.3.1.2: version, profile, compatibility and level from the SPS, 4-byte lengths, one SPS, one PPS.
        byte[] configuration =
        [
            1, sequence[1], sequence[2], sequence[3], 0xFF, 0xE1,
            (byte)(sequence.Length >> 8), (byte)sequence.Length, .. sequence,
            1, (byte)(picture.Length >> 8), (byte)picture.Length, .. picture,
        ];
        return new MatroskaTrack(MatroskaTrack.H264, configuration, frame.Width, frame.Height, 0);
    }
}
