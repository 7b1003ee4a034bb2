using System.Buffers.Binary;

namespace Conference.Rtc.Rtp;

/// <summary>A view of one RTP packet (RFC 3550 §5.1) over the bytes it was parsed from; copies nothing.</summary>
public readonly ref struct RtpPacket
{
    /// <summary>The header without CSRCs and extension, in bytes.</summary>
    public const int FixedHeaderLength = 12;

    private readonly ushort _extensionProfile;
    private readonly int _extensionOffset;
    private readonly int _extensionLength;

    private RtpPacket(ReadOnlySpan<byte> bytes, ushort extensionProfile, int extensionOffset, int extensionLength, int headerLength, int paddingLength)
    {
        Bytes = bytes;
        _extensionProfile = extensionProfile;
        _extensionOffset = extensionOffset;
        _extensionLength = extensionLength;
        HeaderLength = headerLength;
        PaddingLength = paddingLength;
    }

    /// <summary>The whole packet.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Fixed header, CSRCs and extension, in bytes: where the payload begins.</summary>
    public int HeaderLength { get; }

    /// <summary>Padding bytes at the end, the count byte included.</summary>
    public int PaddingLength { get; }

    public bool Marker => (Bytes[1] & 0x80) != 0;

    public byte PayloadType => (byte)(Bytes[1] & 0x7F);

    public SequenceNumber SequenceNumber => new(BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]));

    /// <summary>In units of the payload's clock rate; wraps at 32 bits.</summary>
    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    public Ssrc Ssrc => new(BinaryPrimitives.ReadUInt32BigEndian(Bytes[8..]));

    /// <summary>The payload without padding; empty for a padding-only packet.</summary>
    public ReadOnlySpan<byte> Payload => Bytes[HeaderLength..(Bytes.Length - PaddingLength)];

    /// <summary>The extension elements in the order of the wire.</summary>
    public HeaderExtensions Extensions => new(_extensionProfile, Bytes.Slice(_extensionOffset, _extensionLength));

    /// <summary>False for anything that is not a whole RTP packet of version 2.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RtpPacket packet)
    {
        packet = default;
        if (bytes.Length < FixedHeaderLength || bytes[0] >> 6 != 2) return false;

        var headerLength = FixedHeaderLength + ((bytes[0] & 0x0F) * 4);
        ushort profile = 0;
        var extensionOffset = 0;
        var extensionLength = 0;
        if ((bytes[0] & 0x10) != 0)
        {
            if (bytes.Length < headerLength + 4) return false;
            profile = BinaryPrimitives.ReadUInt16BigEndian(bytes[headerLength..]);
            extensionLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[(headerLength + 2)..]) * 4;
            extensionOffset = headerLength + 4;
            headerLength = extensionOffset + extensionLength;
        }

        if (bytes.Length < headerLength) return false;

        var padding = 0;
        if ((bytes[0] & 0x20) != 0)
        {
            padding = bytes[^1];
            if (padding == 0 || headerLength + padding > bytes.Length) return false;
        }

        packet = new RtpPacket(bytes, profile, extensionOffset, extensionLength, headerLength, padding);
        return true;
    }

    /// <summary>False when the packet has no element with this local identifier, or <paramref name="id"/> is 0 (not negotiated).</summary>
    public bool TryGetExtension(byte id, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (id == 0 || _extensionLength == 0) return false;
        var elements = Extensions;
        while (elements.MoveNext())
        {
            if (elements.Id != id) continue;
            value = elements.Value;
            return true;
        }

        return false;
    }

    public bool TryGetMid(HeaderExtensionMap map, out Mid mid)
    {
        mid = default;
        return TryGetExtension(map[HeaderExtensionKind.Mid], out var value) && Mid.TryParse(value, out mid);
    }

    public bool TryGetRid(HeaderExtensionMap map, out Rid rid)
    {
        rid = default;
        return TryGetExtension(map[HeaderExtensionKind.Rid], out var value) && Rid.TryParse(value, out rid);
    }

    public bool TryGetRepairedRid(HeaderExtensionMap map, out Rid rid)
    {
        rid = default;
        return TryGetExtension(map[HeaderExtensionKind.RepairedRid], out var value) && Rid.TryParse(value, out rid);
    }

    public bool TryGetAudioLevel(HeaderExtensionMap map, out AudioLevel level)
    {
        level = default;
        return TryGetExtension(map[HeaderExtensionKind.AudioLevel], out var value) && AudioLevel.TryParse(value, out level);
    }

    public bool TryGetTransportSequence(HeaderExtensionMap map, out SequenceNumber sequence)
    {
        sequence = default;
        if (!TryGetExtension(map[HeaderExtensionKind.TransportSequence], out var value) || value.Length < 2) return false;
        sequence = new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(value));
        return true;
    }

    public bool TryGetAbsSendTime(HeaderExtensionMap map, out AbsSendTime time)
    {
        time = default;
        return TryGetExtension(map[HeaderExtensionKind.AbsSendTime], out var value) && AbsSendTime.TryParse(value, out time);
    }

    /// <param name="bytes">The whole descriptor, to be carried on.</param>
    public bool TryGetDependencyDescriptor(HeaderExtensionMap map, out DependencyDescriptor descriptor, out ReadOnlySpan<byte> bytes)
    {
        descriptor = default;
        return TryGetExtension(map[HeaderExtensionKind.DependencyDescriptor], out bytes) && DependencyDescriptor.TryParse(bytes, out descriptor);
    }

    /// <param name="bytes">The whole element, to be carried on.</param>
    public bool TryGetColorSpace(HeaderExtensionMap map, out ColorSpace colorSpace, out ReadOnlySpan<byte> bytes)
    {
        colorSpace = default;
        return TryGetExtension(map[HeaderExtensionKind.ColorSpace], out bytes) && ColorSpace.TryParse(bytes, out colorSpace);
    }
}
