using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Srtp;

/// <summary>
/// The handle of one SSRC under an <see cref="SrtpSender"/>'s key, kept by who sends that SSRC so that no packet has to look it up. Lives as
/// long as its sender; both ways to send share the window, so an index is used once whichever is taken.
/// </summary>
internal sealed class SrtpSendStream
{
    private readonly SrtpCipher _cipher;
    private SrtpStream _stream;

    /// <summary>By <see cref="SrtpSender.OpenStream"/>: two streams of one SSRC would use an index twice.</summary>
    internal SrtpSendStream(SrtpCipher cipher, Ssrc ssrc)
    {
        _cipher = cipher;
        Ssrc = ssrc;
    }

    public Ssrc Ssrc { get; }

    /// <summary>Encrypts payload to behind the header and appends the tag.</summary>
    /// <param name="packet">Exactly header, payload and <see cref="SrtpSender.RtpOverhead"/>; the header, with this SSRC, is written.</param>
    /// <param name="payload">Elsewhere, or already in its place.</param>
    /// <returns>False when that sequence number was sent before, or is too old to know.</returns>
    public bool TryProtectRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload)
    {
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (!_stream.TryGuessIndex(sequenceNumber, out var index) || !_stream.IsNew(index))
            return false;
        _cipher.ProtectRtp(packet, headerLength, payload, index);
        _stream.Record(index);
        return true;
    }
}
