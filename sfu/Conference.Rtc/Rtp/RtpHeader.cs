using System.Buffers.Binary;

namespace Conference.Rtc.Rtp;

/// <summary>
/// The header of a packet to send. A plain value that can wait in a queue; the transport-wide sequence number and the send time have their place in it
/// but are given only to <see cref="Write"/>, when the packet is released.
/// </summary>
public struct RtpHeader
{
    private DependencyDescriptorBytes _dependencyDescriptor;
    private byte _dependencyDescriptorLength;
    private ColorSpaceBytes _colorSpace;
    private byte _colorSpaceLength;

    /// <summary>0..127.</summary>
    public byte PayloadType { get; set; }

    public bool Marker { get; set; }

    public SequenceNumber SequenceNumber { get; set; }

    /// <summary>In units of the payload's clock rate.</summary>
    public uint Timestamp { get; set; }

    public Ssrc Ssrc { get; set; }

    /// <summary>The identifiers negotiated on the transport; an extension without one is not written. Null: no extensions at all.</summary>
    public HeaderExtensionMap? Extensions { get; set; }

    /// <summary>Empty: not written.</summary>
    public Mid Mid { get; set; }

    /// <summary>Of one layer of several; on a retransmission it says which layer is repaired (RFC 8852). Empty: not written.</summary>
    public Rid Rid { get; set; }

    public AudioLevel? AudioLevel { get; set; }

    /// <summary>
    /// Set on a retransmission: written right behind the header, before the original payload (RFC 4588 §4), and counted in <see cref="Length"/>.
    /// </summary>
    public SequenceNumber? OriginalSequenceNumber { get; set; }

    /// <summary>The raw descriptor; empty when there is none.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> DependencyDescriptor => ((ReadOnlySpan<byte>)_dependencyDescriptor)[.._dependencyDescriptorLength];

    /// <summary>The raw <see cref="Rtp.ColorSpace"/> element; empty when there is none.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> ColorSpace => ((ReadOnlySpan<byte>)_colorSpace)[.._colorSpaceLength];

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public readonly int Length => RtpPacket.FixedHeaderLength + BlockLength(out _) + (OriginalSequenceNumber is null ? 0 : Rtx.OriginalSequenceNumberLength);

    /// <summary>False, and nothing kept, when the descriptor is longer than <see cref="Rtp.DependencyDescriptor.MaxLength"/>.</summary>
    public bool TrySetDependencyDescriptor(ReadOnlySpan<byte> descriptor)
    {
        _dependencyDescriptorLength = 0;
        if (descriptor.Length > Rtp.DependencyDescriptor.MaxLength) return false;
        descriptor.CopyTo(_dependencyDescriptor);
        _dependencyDescriptorLength = (byte)descriptor.Length;
        return true;
    }

    /// <summary>False, and nothing kept, when the element is longer than <see cref="Rtp.ColorSpace.MaxLength"/>.</summary>
    public bool TrySetColorSpace(ReadOnlySpan<byte> colorSpace)
    {
        _colorSpaceLength = 0;
        if (colorSpace.Length > Rtp.ColorSpace.MaxLength) return false;
        colorSpace.CopyTo(_colorSpace);
        _colorSpaceLength = (byte)colorSpace.Length;
        return true;
    }

    /// <summary>Writes header, extensions and, on a retransmission, the original sequence number; returns <see cref="Length"/>.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="transportSequence">Written when the transport negotiated transport-wide congestion control.</param>
    /// <param name="sendTime">Written when the transport negotiated abs-send-time.</param>
    public readonly int Write(Span<byte> destination, SequenceNumber transportSequence = default, AbsSendTime sendTime = default)
    {
        var block = BlockLength(out var isTwoByte);
        destination[0] = (byte)(0x80 | (block != 0 ? 0x10 : 0));
        destination[1] = (byte)((Marker ? 0x80 : 0) | (PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], SequenceNumber.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Ssrc.Value);
        var length = RtpPacket.FixedHeaderLength;
        if (block != 0) length += WriteExtensions(destination[length..], isTwoByte, transportSequence, sendTime);
        if (OriginalSequenceNumber is { } original)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[length..], original.Value);
            length += Rtx.OriginalSequenceNumberLength;
        }

        return length;
    }

    private readonly int WriteExtensions(Span<byte> destination, bool isTwoByte, SequenceNumber transportSequence, AbsSendTime sendTime)
    {
        var map = Extensions!;
        var writer = new HeaderExtensionWriter(destination, isTwoByte);
        if (ValueLength(HeaderExtensionKind.TransportSequence) is var sequenceLength and > 0)
            BinaryPrimitives.WriteUInt16BigEndian(writer.Add(map[HeaderExtensionKind.TransportSequence], sequenceLength), transportSequence.Value);
        if (ValueLength(HeaderExtensionKind.AbsSendTime) is var timeLength and > 0)
            sendTime.Write(writer.Add(map[HeaderExtensionKind.AbsSendTime], timeLength));
        if (ValueLength(HeaderExtensionKind.Mid) is var midLength and > 0)
            Mid.CopyTo(writer.Add(map[HeaderExtensionKind.Mid], midLength));
        if (ValueLength(HeaderExtensionKind.Rid) is var ridLength and > 0)
            Rid.CopyTo(writer.Add(map[HeaderExtensionKind.Rid], ridLength));
        if (ValueLength(HeaderExtensionKind.RepairedRid) is var repairedLength and > 0)
            Rid.CopyTo(writer.Add(map[HeaderExtensionKind.RepairedRid], repairedLength));
        if (ValueLength(HeaderExtensionKind.AudioLevel) is var levelLength and > 0)
            writer.Add(map[HeaderExtensionKind.AudioLevel], levelLength)[0] = AudioLevel!.Value.ToByte();
        if (ValueLength(HeaderExtensionKind.DependencyDescriptor) is var descriptorLength and > 0)
            DependencyDescriptor.CopyTo(writer.Add(map[HeaderExtensionKind.DependencyDescriptor], descriptorLength));
        if (ValueLength(HeaderExtensionKind.ColorSpace) is var colorLength and > 0)
            ColorSpace.CopyTo(writer.Add(map[HeaderExtensionKind.ColorSpace], colorLength));
        return writer.Finish();
    }

    /// <summary>Bytes of the value as it will be written; 0 when the extension is not negotiated or has no value.</summary>
    private readonly int ValueLength(HeaderExtensionKind kind)
    {
        if (Extensions![kind] == 0) return 0;
        return kind switch
        {
            HeaderExtensionKind.TransportSequence => 2,
            HeaderExtensionKind.AbsSendTime => AbsSendTime.Length,
            HeaderExtensionKind.Mid => Mid.Length,
            HeaderExtensionKind.Rid => OriginalSequenceNumber is null ? Rid.Length : 0,
            HeaderExtensionKind.RepairedRid => OriginalSequenceNumber is null ? 0 : Rid.Length,
            HeaderExtensionKind.AudioLevel => AudioLevel is null ? 0 : 1,
            HeaderExtensionKind.DependencyDescriptor => _dependencyDescriptorLength,
            HeaderExtensionKind.ColorSpace => _colorSpaceLength,
            _ => 0,
        };
    }

    /// <summary>Bytes of the extension block, 0 for none, and its form: found in one pass, because each forwarded packet pays for it.</summary>
    private readonly int BlockLength(out bool isTwoByte)
    {
        isTwoByte = false;
        if (Extensions is not { } map) return 0;
        var elements = 0;
        var values = 0;
        for (var kind = HeaderExtensionKind.Mid; kind <= HeaderExtensionKind.ColorSpace; kind++)
        {
            var length = ValueLength(kind);
            if (length == 0) continue;
            elements++;
            values += length;
            isTwoByte |= HeaderExtensionWriter.NeedsTwoByte(map[kind], length);
        }

        return elements == 0 ? 0 : 4 + ((values + elements * (isTwoByte ? 2 : 1) + 3) & ~3);
    }
}
