using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>What all descriptions that come to us have in common; every refusal is <see cref="SfuError.BadDescription"/>.</summary>
internal static class PeerDescriptions
{
    /// <summary>For an offer, which needs less than an answer may have.</summary>
    /// <exception cref="SfuException">Not a session description, or too long.</exception>
    public static SessionDescription ParseOffer(string sdp) => sdp.Length <= SdpLimits.MaxOfferLength
        ? Parse(sdp)
        : throw new SfuException(SfuError.BadDescription, new SdpError(0, SdpErrorReason.DescriptionTooLong).ToString());

    /// <exception cref="SfuException">Not a session description.</exception>
    public static SessionDescription Parse(string sdp) =>
        SdpParser.TryParse(sdp, out var description, out var error) ? description : throw new SfuException(SfuError.BadDescription, error.ToString());

    /// <exception cref="SfuException">The fingerprint cannot be read.</exception>
    public static RemoteParameters Remote(RemoteTransportDescription remote) => DtlsFingerprint.TryParse(remote.Fingerprint, out var fingerprint)
        ? new RemoteParameters(remote.Ufrag, remote.Password, fingerprint!)
        : throw new SfuException(SfuError.BadDescription, "The fingerprint is not a SHA-256.");

    /// <summary>Our role in the handshake: RFC 8842 §5.3, whoever offers to wait for the ClientHello gets ours.</summary>
    public static DtlsRole AnswerTo(SetupRole offered) => offered == SetupRole.Passive ? DtlsRole.Client : DtlsRole.Server;
}
