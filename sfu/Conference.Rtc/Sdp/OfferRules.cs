using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>What an offer to us must keep to, whichever way its media goes.</summary>
internal static class OfferRules
{
    /// <summary>What must hold of the whole offer, and the transport of its first live section.</summary>
    public static SdpError? Check(SessionDescription offer, out RemoteTransportDescription? remote)
    {
        remote = null;
        var mids = new HashSet<string>();
        var bundle = offer.Bundle;
        foreach (var section in offer.Sections)
        {
            if (section.IsRejected) continue; // Firefox leaves out the mid of a stopped section
            if (section.MidText is not { } mid) return new SdpError(section.Line, SdpErrorReason.MissingMid);
            if (!Mid.TryParse(mid.AsSpan(), out _)) return new SdpError(section.Line, SdpErrorReason.MalformedMid);
            if (!mids.Add(mid)) return new SdpError(section.Line, SdpErrorReason.DuplicateMid);
            if (section.Kind == MediaKind.Other) continue;
            // RFC 9143 §7.1.3: a bundle-only section leaves what concerns the transport to the tagged one.
            if (!section.Attributes.Has("rtcp-mux") && !section.Attributes.Has("bundle-only")) return new SdpError(section.Line, SdpErrorReason.MissingRtcpMux);
            if (mids.Count > 1 && !bundle.Contains(mid)) return new SdpError(section.Line, SdpErrorReason.NotBundled);
            if (remote is not null) continue;
            if (RemoteTransportDescription.Read(offer, section, out remote) is { } error) return error;
        }

        return remote is null ? new SdpError(0, SdpErrorReason.MissingIceCredentials) : null;
    }

    /// <summary>Our answer's role: we wait for the ClientHello, unless the offerer insists on waiting itself, as FFmpeg does (RFC 8842 §5.3).</summary>
    public static SetupRole AnswerTo(SetupRole offered) => offered == SetupRole.Passive ? SetupRole.Active : SetupRole.Passive;
}
