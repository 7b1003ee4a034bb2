using Conference.Sfu.Control;
using Conference.Signaling.Joining;

namespace Conference.Signaling.Live;

/// <summary>
/// The participants of a lecture that speak HTTP (WHIP, WHEP) and have no hub connection: each comes in with its media transport or not at all, and is inside as
/// long as that. Owned by the room's queue: everything here runs in it.
/// </summary>
internal sealed class HttpParticipants(Attendance attendance, RoomCommands commands, Roster roster, SfuOrders orders, LiveRoomContext context)
{
    /// <summary>A publisher comes in with its tracks.</summary>
    public async Task<MediaSessionAnswer> PublishAsync(JoinGrant grant, MediaSession session, PublishOffer offer, CancellationToken cancellationToken)
    {
        var participant = await AdmitAsync(grant, session);
        var answer = await OrNotAtAllAsync(
            participant, () => context.Sfu.PublishAsync(attendance.SfuRoom, participant.SfuId, offer, cancellationToken));
        participant.Media = Wire.MediaState(answer.Tracks);
        Seat(participant);
        return new MediaSessionAnswer(session.Id, answer.Sdp, answer.IceSession);
    }

    /// <summary>A player comes in.</summary>
    public async Task<MediaSessionAnswer> PlayAsync(JoinGrant grant, MediaSession session, PlayOffer offer, CancellationToken cancellationToken)
    {
        var participant = await AdmitAsync(grant, session);
        var answer = await OrNotAtAllAsync(participant, () => context.Sfu.PlayAsync(attendance.SfuRoom, participant.SfuId, offer, cancellationToken));
        Seat(participant);
        return new MediaSessionAnswer(session.Id, answer.Sdp, answer.IceSession);
    }

    public async Task<MediaSessionPatch> PatchAsync(MediaSession session, IcePatch patch, CancellationToken cancellationToken)
    {
        var participant = Find(session);
        commands.RequireAllowance(participant);
        var answer = await context.Sfu.PatchIceAsync(attendance.SfuRoom, participant.SfuId, session.Kind, patch, cancellationToken);
        return new MediaSessionPatch(answer.Fragment, answer.IceSession);
    }

    public Task EndAsync(MediaSession session) => attendance.RemoveAsync(Find(session));

    /// <summary>The one that goes with the transport that has closed, because there is nothing else of it; null when that is somebody else's.</summary>
    public Participant? FindOver(TransportChanged closed) =>
        closed.Reason != "replaced" && roster.Find(closed.Participant.Value) is { Session: { } session } participant && session.Kind == closed.Kind ? participant : null;

    /// <summary>Joins one at the SFU; the room does not know of it before <see cref="Seat"/>.</summary>
    private async Task<Participant> AdmitAsync(JoinGrant grant, MediaSession session)
    {
        ResumeKey.Create(out var hash); // a key that nobody holds: it comes back as somebody new
        var participant = attendance.Make(grant, hash, session);
        await context.Sfu.JoinAsync(
            attendance.SfuRoom, participant.SfuId, new ParticipantOptions(participant.Rights, [], TakesOffers: false), context.Stopping);
        return participant;
    }

    private async Task<T> OrNotAtAllAsync<T>(Participant admitted, Func<ValueTask<T>> negotiate)
    {
        try
        {
            return await negotiate();
        }
        catch
        {
            await orders.TellAsync(() => context.Sfu.LeaveAsync(attendance.SfuRoom, admitted.SfuId, context.Stopping));
            throw;
        }
    }

    private void Seat(Participant participant)
    {
        attendance.Add(participant);
        attendance.Announce(participant);
    }

    private Participant Find(MediaSession session) =>
        roster.Find(session) ?? throw new RoomException(RoomError.SessionGone, "There is no such session.");
}
