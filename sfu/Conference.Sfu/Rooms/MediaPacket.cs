using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>
/// One RTP packet of an UpTrack between arrival and its last retransmission: the plaintext in a counted slot and what the stations after
/// <see cref="UpTrack"/> need of it, so that none of them parses again. A value; whoever keeps a copy retains <see cref="Slot"/>.
/// </summary>
internal struct MediaPacket
{
    /// <summary>The whole packet as it came (unwrapped from RTX).</summary>
    public PacketRef Slot { get; init; }

    public int PayloadOffset { get; init; }

    public int PayloadLength { get; init; }

    /// <summary>Octets of padding behind the payload in the slot, see <see cref="RunPadding"/>; not on what is cached for retransmission.</summary>
    public byte PaddingLength { get; set; }

    /// <summary>Where the dependency descriptor lies; length 0 when there is none.</summary>
    public int DescriptorOffset { get; init; }

    public int DescriptorLength { get; init; }

    /// <summary>Where the color-space element lies; length 0 when there is none, which is so on all but the last packet of a key frame.</summary>
    public int ColorSpaceOffset { get; init; }

    public int ColorSpaceLength { get; init; }

    /// <summary>The publisher's sequence number, unwrapped.</summary>
    public long Sequence { get; init; }

    public uint Timestamp { get; init; }

    public bool Marker { get; init; }

    /// <summary>The first packet of a frame from which a decoder can start.</summary>
    public bool StartsKeyFrame { get; init; }

    public MediaCodec Codec { get; init; }

    /// <summary>Its place in the track's <see cref="LayerSet"/>.</summary>
    public byte Layer { get; init; }

    public AudioLevel? AudioLevel { get; init; }

    public readonly ReadOnlySpan<byte> Payload => Slot.Slice(PayloadOffset, PayloadLength);

    public readonly ReadOnlySpan<byte> PaddedPayload => Slot.Slice(PayloadOffset, PayloadLength + PaddingLength);

    public readonly ReadOnlySpan<byte> Descriptor => DescriptorLength == 0 ? default : Slot.Slice(DescriptorOffset, DescriptorLength);

    public readonly ReadOnlySpan<byte> ColorSpace => ColorSpaceLength == 0 ? default : Slot.Slice(ColorSpaceOffset, ColorSpaceLength);
}
