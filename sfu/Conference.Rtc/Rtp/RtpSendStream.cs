using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Rtp;

/// <summary>
/// One SSRC that a Transport sends. What its headers have in common, constant extension elements included, is laid out once; a packet is a copy of that
/// with its own numbers put in. Belongs to one Transport.
/// </summary>
public sealed class RtpSendStream
{
    private const int BlockOffset = RtpPacket.FixedHeaderLength;
    private const int ElementsOffset = BlockOffset + 4;
    private const byte Version = 0x80, PaddingBit = 0x20, ExtensionBit = 0x10, MarkerBit = 0x80;

    /// <summary>Fixed header, block header, and in the one-byte form: transport-wide number, send time, a MID of 16 characters.</summary>
    private const int MaxCommonLength = ElementsOffset + 3 + 4 + 17;

    private readonly byte[] _common = new byte[MaxCommonLength];
    private int _commonLength;
    private int _transportSequenceOffset;
    private int _sendTimeOffset;
    private byte _audioLevelId, _descriptorId, _colorSpaceId;
    private bool _needsTwoByte;
    private HeaderExtensionMap? _extensions;
    private Mid _mid;

    public RtpSendStream(Ssrc ssrc, Mid mid = default)
    {
        Ssrc = ssrc;
        _mid = mid;
        LayOut();
    }

    public Ssrc Ssrc { get; }

    /// <summary>Written on each packet until the receiver is known to have learnt it; empty: not written.</summary>
    public Mid Mid
    {
        get => _mid;
        set
        {
            if (_mid == value) return;
            _mid = value;
            LayOut();
        }
    }

    /// <summary>The identifiers negotiated on the transport; an extension without one is not written. Null: no extensions at all.</summary>
    public HeaderExtensionMap? Extensions
    {
        get => _extensions;
        set
        {
            _extensions = value;
            LayOut();
        }
    }

    /// <summary>
    /// Its packets may be sent again as they were (<see cref="Transport.RepeatRtp"/>). Then nothing in a header may depend on when it is sent: neither number nor
    /// time of sending (<see cref="HeaderExtensionMap.WithoutSendingMarks"/>), a MID that stays, no padding that depends on the batch.
    /// </summary>
    public bool IsRepeatable { get; set; }

    /// <summary>Packets carry a transport-wide sequence number.</summary>
    public bool HasTransportSequence => _extensions is { } map && map[HeaderExtensionKind.TransportSequence] != 0;

    /// <summary>The Transport's SRTP state for this SSRC; set by the Transport with the first packet.</summary>
    internal SrtpSendStream? Protection { get; set; }

    /// <summary>Writes the packet's header and returns its length.</summary>
    /// <param name="destination">Room for any header: <see cref="Outbox.MaxDatagramLength"/>.</param>
    internal int WriteHeader(Span<byte> destination, in RtpSendPacket packet, SequenceNumber transportSequence, Timestamp now)
    {
        if (_needsTwoByte || packet.DependencyDescriptor.Length > HeaderExtensions.MaxOneByteLength || packet.ColorSpace.Length > HeaderExtensions.MaxOneByteLength)
            return WriteTwoByte(destination, packet, transportSequence, now);

        _common.AsSpan().CopyTo(destination);
        var length = _commonLength;
        if (_transportSequenceOffset != 0) BinaryPrimitives.WriteUInt16BigEndian(destination[_transportSequenceOffset..], transportSequence.Value);
        if (_sendTimeOffset != 0) AbsSendTime.FromMicroseconds(now.Microseconds).Write(destination[_sendTimeOffset..]);
        if (packet.AudioLevel is { } level && _audioLevelId != 0)
        {
            destination[length++] = (byte)(_audioLevelId << 4);
            destination[length++] = level.ToByte();
        }

        if (packet.DependencyDescriptor.Length > 0) length = Append(destination, length, _descriptorId, packet.DependencyDescriptor);
        if (packet.ColorSpace.Length > 0) length = Append(destination, length, _colorSpaceId, packet.ColorSpace);
        var first = Version;
        if (length > ElementsOffset)
        {
            while ((length & 3) != 0) destination[length++] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(destination[(BlockOffset + 2)..], (ushort)((length - ElementsOffset) / 4));
            first |= ExtensionBit;
        }
        else
        {
            length = BlockOffset;
        }

        destination[0] = packet.HasPadding ? (byte)(first | PaddingBit) : first;
        WriteFixed(destination, packet);
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFixed(Span<byte> destination, in RtpSendPacket packet)
    {
        destination[1] = (byte)((packet.Marker ? MarkerBit : 0) | (packet.PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], packet.SequenceNumber.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], packet.Timestamp);
    }

    private static int Append(Span<byte> destination, int length, byte id, ReadOnlySpan<byte> value)
    {
        if (id == 0) return length;
        destination[length++] = (byte)((id << 4) | (value.Length - 1));
        value.CopyTo(destination[length..]);
        return length + value.Length;
    }

    /// <summary>The first packet of a key frame, whose descriptor brings its templates: one form for all elements of a block (RFC 8285 §4.1.2).</summary>
    private int WriteTwoByte(Span<byte> destination, in RtpSendPacket packet, SequenceNumber transportSequence, Timestamp now)
    {
        var header = new RtpHeader
        {
            PayloadType = packet.PayloadType, Marker = packet.Marker, SequenceNumber = packet.SequenceNumber, Timestamp = packet.Timestamp, Ssrc = Ssrc,
            Extensions = _extensions, Mid = _mid, AudioLevel = packet.AudioLevel,
        };
        header.TrySetDependencyDescriptor(packet.DependencyDescriptor);
        header.TrySetColorSpace(packet.ColorSpace);
        var length = header.Write(destination, transportSequence, AbsSendTime.FromMicroseconds(now.Microseconds));
        if (packet.HasPadding) destination[0] |= PaddingBit;
        return length;
    }

    private void LayOut()
    {
        var map = _extensions;
        _audioLevelId = map?[HeaderExtensionKind.AudioLevel] ?? 0;
        _descriptorId = map?[HeaderExtensionKind.DependencyDescriptor] ?? 0;
        _colorSpaceId = map?[HeaderExtensionKind.ColorSpace] ?? 0;
        _transportSequenceOffset = _sendTimeOffset = 0;
        _needsTwoByte = map is not null && NeedsTwoByte(map);
        BinaryPrimitives.WriteUInt32BigEndian(_common.AsSpan(8), Ssrc.Value);
        BinaryPrimitives.WriteUInt16BigEndian(_common.AsSpan(BlockOffset), HeaderExtensions.OneByteProfile);
        _commonLength = ElementsOffset;
        if (map is null || _needsTwoByte) return;
        if (map[HeaderExtensionKind.TransportSequence] is var sequence and not 0) _transportSequenceOffset = Reserve(sequence, 2);
        if (map[HeaderExtensionKind.AbsSendTime] is var time and not 0) _sendTimeOffset = Reserve(time, AbsSendTime.Length);
        if (map[HeaderExtensionKind.Mid] is var mid and not 0 && !_mid.IsEmpty) _mid.CopyTo(_common.AsSpan(Reserve(mid, _mid.Length)));
    }

    private int Reserve(byte id, int length)
    {
        _common[_commonLength] = (byte)((id << 4) | (length - 1));
        var offset = _commonLength + 1;
        _commonLength += 1 + length;
        return offset;
    }

    private static bool NeedsTwoByte(HeaderExtensionMap map)
    {
        for (var kind = HeaderExtensionKind.Mid; kind <= HeaderExtensionKind.ColorSpace; kind++)
            if (map[kind] > HeaderExtensions.MaxOneByteId) return true;
        return false;
    }
}
