using System.Buffers.Binary;
using Conference.Rtc.Rtp;

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
    private readonly Dictionary<Ssrc, SrtpSendStream> _streams = [];
    private SrtpSendStream? _last;
    private uint _rtcpIndex;

    public int RtpOverhead => _cipher.RtpOverhead;

    public int RtcpOverhead => _cipher.RtcpOverhead;

    /// <summary>The one stream of that SSRC, the same at every call.</summary>
    public SrtpSendStream OpenStream(Ssrc ssrc)
    {
        if (!_streams.TryGetValue(ssrc, out var stream))
            _streams.Add(ssrc, stream = new SrtpSendStream(_cipher, ssrc));
        return stream;
    }

    /// <summary>Finds the stream by the packet's SSRC, then as <see cref="SrtpSendStream.TryProtectRtp"/>.</summary>
    public bool TryProtectRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, HmacSha1Batch? batch = null)
    {
        var ssrc = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet[8..]));
        // Runs are of one SSRC: mostly it is the last packet's.
        if (_last is null || _last.Ssrc != ssrc)
            _last = OpenStream(ssrc);
        return _last.TryProtectRtp(packet, headerLength, payload, batch);
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
