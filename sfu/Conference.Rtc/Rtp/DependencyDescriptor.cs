using System.Buffers.Binary;

namespace Conference.Rtc.Rtp;

/// <summary>
/// The mandatory fields of the dependency descriptor (AV1 RTP payload specification, appendix A.8.3) and whether it brings a template
/// structure. The whole descriptor is carried on as bytes; the templates themselves are not needed to forward a single layer.
/// </summary>
/// <param name="StartOfFrame">First packet of a frame.</param>
/// <param name="EndOfFrame">Last packet of a frame.</param>
/// <param name="TemplateId">6 bits.</param>
/// <param name="FrameNumber">Wraps at 16 bits.</param>
/// <param name="HasStructure">A template structure is attached, which a sender does on the first packet of a key frame.</param>
public readonly record struct DependencyDescriptor(
    bool StartOfFrame, bool EndOfFrame, byte TemplateId, ushort FrameNumber, bool HasStructure)
{
    private const int MandatoryLength = 3;

    /// <summary>The longest descriptor that <see cref="RtpHeader"/> carries: an L3T3 structure with resolutions takes about 70 bytes.</summary>
    public const int MaxLength = 128;

    public static bool TryParse(ReadOnlySpan<byte> value, out DependencyDescriptor descriptor)
    {
        descriptor = default;
        if (value.Length < MandatoryLength) return false;

        // A.8.3: extended_descriptor_fields() follow only when there is more than the mandatory part; template_dependency_structure_present_flag leads them.
        var structure = value.Length > MandatoryLength && (value[MandatoryLength] & 0x80) != 0;
        descriptor = new DependencyDescriptor(
            (value[0] & 0x80) != 0, (value[0] & 0x40) != 0, (byte)(value[0] & 0x3F), BinaryPrimitives.ReadUInt16BigEndian(value[1..]), structure);
        return true;
    }
}
