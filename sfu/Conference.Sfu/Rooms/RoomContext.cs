using System.Net;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>What a room is given by the SFU that it belongs to.</summary>
/// <param name="Worker">The thread that owns the room.</param>
/// <param name="Candidates">Where browsers reach the Worker's port, the most wanted first.</param>
/// <param name="Events">Takes what happens; must not block.</param>
internal sealed record RoomContext(
    Worker Worker, DtlsCertificate Certificate, IReadOnlyList<IPEndPoint> Candidates, SfuOptions Options, Action<SfuEvent> Events)
{
    /// <summary>Those of all Workers, this one's among them, for a room that needs more than one.</summary>
    public IReadOnlyList<RoomContext> All { get; set; } = [];

    /// <summary>How our descriptions describe a transport with these credentials.</summary>
    public LocalTransportDescription Describe(IceCredentials local) =>
        new(local.Ufrag.ToString(), local.Password, Certificate.Fingerprint.ToString(), Candidates);
}
