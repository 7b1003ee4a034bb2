using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Conference.Rtc.Srtp;

/// <summary>
/// Protects what goes out under one master key. An index is used once: encrypting two packets under the same one would give away
/// plaintext and, with GCM, the authentication key.
/// </summary>
internal sealed class SrtpSender(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) : IDisposable
{
    /// <summary>RFC 3711 §9.2: 2^31 SRTCP packets per key.</summary>
    private const uint LastRtcpIndex = 0x7FFF_FFFF;

    private readonly SrtpCipher _cipher = SrtpCipher.Create(profile, masterKey, masterSalt);
    private readonly Dictionary<uint, SrtpStream> _streams = [];
    private uint _rtcpIndex;

    public int RtpOverhead => _cipher.RtpOverhead;

    public int RtcpOverhead => _cipher.RtcpOverhead;

    /// <summary>Encrypts payload to behind the header and appends the tag.</summary>
    /// <param name="packet">Exactly header, payload and <see cref="RtpOverhead"/>; the header is written.</param>
    /// <returns>False when that sequence number was sent before under its SSRC, or is too old to know.</returns>
    public bool TryProtectRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload)
    {
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        ref var stream = ref CollectionsMarshal.GetValueRefOrAddDefault(_streams, ssrc, out _);
        if (!stream.TryGuessIndex(sequenceNumber, out var index) || !stream.IsNew(index))
            return false;
        _cipher.ProtectRtp(packet, headerLength, payload, index);
        stream.Record(index);
        return true;
    }

    /// <param name="packet">Exactly the plaintext packet and <see cref="RtcpOverhead"/>.</param>
    /// <returns>False when the key is used up.</returns>
    public bool TryProtectRtcp(Span<byte> packet)
    {
        if (_rtcpIndex == LastRtcpIndex)
            return false;
        _cipher.ProtectRtcp(packet, ++_rtcpIndex);
        return true;
    }

    public void Dispose() => _cipher.Dispose();
}
