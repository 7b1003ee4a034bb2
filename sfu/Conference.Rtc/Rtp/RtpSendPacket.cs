namespace Conference.Rtc.Rtp;

/// <summary>One packet of an <see cref="RtpSendStream"/>: what differs from packet to packet. A view; it is encrypted from where it lies.</summary>
public readonly ref struct RtpSendPacket
{
    /// <summary>0..127.</summary>
    public required byte PayloadType { get; init; }

    public bool Marker { get; init; }

    public required SequenceNumber SequenceNumber { get; init; }

    /// <summary>In units of the payload's clock rate.</summary>
    public required uint Timestamp { get; init; }

    /// <summary>Plaintext, with the padding at its end if there is any.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The last octet of <see cref="Payload"/> counts padding (RFC 3550 §5.1, the P bit).</summary>
    public bool HasPadding { get; init; }

    public AudioLevel? AudioLevel { get; init; }

    /// <summary>The raw descriptor; empty when there is none. At most <see cref="Rtp.DependencyDescriptor.MaxLength"/> octets.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    /// <summary>The raw <see cref="Rtp.ColorSpace"/> element; empty when there is none. At most <see cref="Rtp.ColorSpace.MaxLength"/> octets.</summary>
    public ReadOnlySpan<byte> ColorSpace { get; init; }
}
