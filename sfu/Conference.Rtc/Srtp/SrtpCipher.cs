namespace Conference.Rtc.Srtp;

/// <summary>
/// The transform of one profile under one master key: session keys, encryption, authentication. Knows packet layouts and no state: the
/// caller brings the index (RTP: roll-over counter and sequence number, 48 bits; RTCP: 31 bits).
/// </summary>
internal abstract class SrtpCipher : IDisposable
{
    public const int MaxMasterSaltLength = 14;
    public const int MasterKeyLength = Aes128CounterCipher.KeyLength;

    /// <summary>The E bit and the 31-bit index that every SRTCP packet carries.</summary>
    public const int RtcpIndexLength = 4;

    /// <summary>E = 1: we neither send nor take SRTCP that is only authenticated.</summary>
    public const uint RtcpEncryptedFlag = 0x8000_0000;

    /// <summary>Version to sender SSRC stay in clear (RFC 3711 §3.4).</summary>
    public const int RtcpHeaderLength = 8;

    /// <summary>Octets that protection adds to an RTP packet.</summary>
    public abstract int RtpOverhead { get; }

    /// <summary>Octets that protection adds to an RTCP packet: tag and index.</summary>
    public abstract int RtcpOverhead { get; }

    /// <summary>Where the index begins, counted from the packet's end.</summary>
    public abstract int RtcpIndexFromEnd { get; }

    public static SrtpCipher Create(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) => profile switch
    {
        SrtpProfile.AeadAes128Gcm => SrtpGcmCipher.Derive(masterKey, masterSalt),
        SrtpProfile.Aes128CmHmacSha1Tag80 => new SrtpCounterModeCipher(masterKey, masterSalt),
        _ => throw new ArgumentOutOfRangeException(nameof(profile)),
    };

    public static int MasterSaltLength(SrtpProfile profile) =>
        profile == SrtpProfile.AeadAes128Gcm ? Aes128Gcm.NonceLength : MaxMasterSaltLength;

    /// <summary>Encrypts the payload to behind the header and puts the tag behind it.</summary>
    /// <param name="packet">Exactly header, room for the payload, and <see cref="RtpOverhead"/>; the header is written.</param>
    /// <param name="payload">Elsewhere, or already in its place.</param>
    /// <param name="batch">Where the tag may wait for others of its kind; the packet then stays where it is until the batch is complete.</param>
    public abstract void ProtectRtp(
        Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, ulong index, HmacSha1Batch? batch = null);

    /// <summary>Checks the tag, then decrypts in place. False: forged, and not to be read.</summary>
    /// <param name="packet">Header, ciphertext and tag: at least headerLength + <see cref="RtpOverhead"/> octets.</param>
    public abstract bool TryUnprotectRtp(Span<byte> packet, int headerLength, ulong index);

    /// <summary>Encrypts in place and appends tag and index.</summary>
    /// <param name="packet">Exactly the plaintext packet and <see cref="RtcpOverhead"/>.</param>
    public abstract void ProtectRtcp(Span<byte> packet, uint index);

    /// <summary>Checks the tag, then decrypts in place.</summary>
    /// <param name="packet">At least <see cref="RtcpHeaderLength"/> + <see cref="RtcpOverhead"/> octets.</param>
    public abstract bool TryUnprotectRtcp(Span<byte> packet, uint index);

    public abstract void Dispose();
}
