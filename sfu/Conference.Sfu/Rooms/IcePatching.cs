using Conference.Rtc;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>Trickle ICE and ICE restarts of a transport that its peer offered (RFC 9725 §4.3). On the thread that owns the transport.</summary>
internal static class IcePatching
{
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public static IcePatchAnswer Patch(RoomContext context, Transport? transport, TransportBinding? binding, IceFragment fragment, string? iceSession)
    {
        if (transport is not { IsClosed: false, Remote: { } remote } || binding is null)
            throw new SfuException(SfuError.UnknownTransport, "The participant has no such transport.");
        if (iceSession is not null && iceSession != transport.LocalUfrag.ToString())
            throw new SfuException(SfuError.StaleIceSession, "The patch is meant for an ICE session that has been replaced.");
        // RFC 9725 §4.3.3: other credentials than the present ones are a restart; none, or the same, trickle candidates.
        if (fragment.Ufrag is null || (fragment.Ufrag == remote.IceUfrag && fragment.Password == remote.IcePassword))
            return new IcePatchAnswer(null, transport.LocalUfrag.ToString());
        context.Worker.RestartIce(binding, fragment.Ufrag, fragment.Password!);
        return new IcePatchAnswer(fragment.Answer(context.Describe(transport.Local)), transport.LocalUfrag.ToString());
    }
}
