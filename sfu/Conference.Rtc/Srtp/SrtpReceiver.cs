using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Conference.Rtc.Srtp;

/// <summary>
/// Checks and decrypts what comes in under one master key. Keeps state per SSRC only once a packet of it was authentic, and for
/// <see cref="MaxSsrcs"/> of them at most.
/// </summary>
internal sealed class SrtpReceiver(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) : IDisposable
{
    /// <summary>
    /// A publisher uses up to a dozen at once, and new ones whenever the screen is shared anew: 256 last for a day of that.
    /// </summary>
    public const int MaxSsrcs = 256;

    private const int FixedRtpHeaderLength = 12;

    private readonly SrtpCipher _cipher = SrtpCipher.Create(profile, masterKey, masterSalt);
    private readonly Dictionary<uint, SrtpStream> _rtp = [];
    private readonly Dictionary<uint, ReplayWindow> _rtcp = [];

    /// <summary>Decrypts in place. False, with the reason, for what must be dropped.</summary>
    /// <param name="length">Of the plaintext packet.</param>
    public bool TryUnprotectRtp(Span<byte> packet, out int length, out TransportDrop drop)
    {
        length = packet.Length - _cipher.RtpOverhead;
        drop = TransportDrop.SrtpMalformed;
        if (!TryReadHeaderLength(packet, out var headerLength) || headerLength > length)
            return false;
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_rtp, ssrc);
        var isKnown = !Unsafe.IsNullRef(ref known);
        drop = TransportDrop.SrtpTooManySsrcs;
        if (!isKnown && _rtp.Count >= MaxSsrcs)
            return false;
        drop = TransportDrop.SrtpReplayed;
        ulong index = sequenceNumber;
        if (isKnown && (!known.TryGuessIndex(sequenceNumber, out index) || !known.IsNew(index)))
            return false;
        drop = TransportDrop.SrtpUnauthenticated;
        if (!_cipher.TryUnprotectRtp(packet, headerLength, index))
            return false;
        if (isKnown)
            known.Record(index);
        else
            CollectionsMarshal.GetValueRefOrAddDefault(_rtp, ssrc, out _).Record(index);
        return true;
    }

    /// <summary>Decrypts in place. False, with the reason, for what must be dropped.</summary>
    /// <param name="length">Of the plaintext packet.</param>
    public bool TryUnprotectRtcp(Span<byte> packet, out int length, out TransportDrop drop)
    {
        length = packet.Length - _cipher.RtcpOverhead;
        drop = TransportDrop.SrtcpMalformed;
        if (length < SrtpCipher.RtcpHeaderLength || packet[0] >> 6 != 2)
            return false;
        var word = BinaryPrimitives.ReadUInt32BigEndian(packet[^_cipher.RtcpIndexFromEnd..]);
        if ((word & SrtpCipher.RtcpEncryptedFlag) == 0)
            return false;
        var index = word & ~SrtpCipher.RtcpEncryptedFlag;
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_rtcp, ssrc);
        var isKnown = !Unsafe.IsNullRef(ref known);
        drop = TransportDrop.SrtpTooManySsrcs;
        if (!isKnown && _rtcp.Count >= MaxSsrcs)
            return false;
        drop = TransportDrop.SrtcpReplayed;
        if (isKnown && !known.IsNew(index))
            return false;
        drop = TransportDrop.SrtcpUnauthenticated;
        if (!_cipher.TryUnprotectRtcp(packet, index))
            return false;
        if (isKnown)
            known.Record(index);
        else
            CollectionsMarshal.GetValueRefOrAddDefault(_rtcp, ssrc, out _).Record(index);
        return true;
    }

    public void Dispose() => _cipher.Dispose();

    /// <summary>Fixed header, CSRCs and extension: what stays in clear. Padding is encrypted, so the view of a plain packet cannot serve here.</summary>
    internal static bool TryReadHeaderLength(ReadOnlySpan<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < FixedRtpHeaderLength || packet[0] >> 6 != 2)
            return false;
        length = FixedRtpHeaderLength + (packet[0] & 0x0F) * 4;
        if ((packet[0] & 0x10) == 0)
            return length <= packet.Length;
        if (length + 4 > packet.Length)
            return false;
        length += 4 + BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]) * 4;
        return length <= packet.Length;
    }
}
