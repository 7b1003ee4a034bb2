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
    private SentTags? _sent;

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
    /// <param name="batch">Where the tag may wait for others; the packet then lies in native memory and stays there until the batch is complete.</param>
    /// <returns>False when that sequence number was sent before, or is too old to know.</returns>
    public bool TryProtectRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, HmacSha1Batch? batch = null)
    {
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (!_stream.TryGuessIndex(sequenceNumber, out var index) || !_stream.IsNew(index))
            return false;
        _cipher.ProtectRtp(packet, headerLength, payload, index, batch);
        _stream.Record(index);
        return true;
    }

    /// <summary>The same, for a packet that <see cref="TryProtectAgain"/> may be asked for.</summary>
    public bool TryProtectRepeatable(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload)
    {
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (!_stream.TryGuessIndex(sequenceNumber, out var index) || !TryProtectRtp(packet, headerLength, payload))
            return false;
        _sent ??= new SentTags();
        _sent.Add(index, packet);
        return true;
    }

    /// <summary>
    /// Makes a packet that was sent before once more, bit for bit. The index, and with it the key stream, is the one of then: that is safe as long as header
    /// and payload are, because the result is a copy of what every listener has already. With anything else under that index the two ciphertexts would give away
    /// the difference of their plaintexts (RFC 3711 §9.1), and with GCM the authentication key (RFC 7714 §8.1 and §9.1, NIST SP 800-38D appendix A), so a packet
    /// whose tag is not that of the first is destroyed here.
    /// </summary>
    /// <returns>False for a packet that was not sent, or not so.</returns>
    public bool TryProtectAgain(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload)
    {
        if (_sent is null || !_stream.TryGuessIndex(BinaryPrimitives.ReadUInt16BigEndian(packet[2..]), out var index) || !_sent.Has(index))
            return false;
        _cipher.ProtectRtp(packet, headerLength, payload, index);
        if (_sent.Has(index, packet))
            return true;
        packet.Clear();
        return false;
    }
}
