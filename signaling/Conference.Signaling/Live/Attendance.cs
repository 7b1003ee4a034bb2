using Conference.Rooms.Model;
using Conference.Sfu.Control;
using Conference.Signaling.Joining;

namespace Conference.Signaling.Live;

/// <summary>Who comes into a lecture and leaves it, by whichever door: roster, announcements, and the rows of the database. Owned by the room's queue.</summary>
/// <param name="emptied">Called when the last one has left.</param>
internal sealed class Attendance(Lecture lecture, Room room, Roster roster, StorageLane storage, SfuOrders orders, LiveRoomContext context, Action emptied)
{
    private readonly HashSet<string> _resumeKeys = new(StringComparer.Ordinal);

    public RoomId SfuRoom { get; } = new(lecture.Id);

    /// <summary>Of everybody who was inside.</summary>
    public IReadOnlyCollection<string> ResumeKeys => _resumeKeys;

    /// <summary>A participant to be; nobody knows of it before <see cref="Add"/>.</summary>
    /// <exception cref="RoomException">There is no place for it.</exception>
    public Participant Make(JoinGrant grant, string resumeKeyHash, MediaSession? session)
    {
        if (grant.RoomId != room.Id) throw new RoomException(RoomError.RoomGone, "There is no such room any more.");
        var name = DisplayName.Clean(grant.Name);
        if (name.Length == 0) throw new RoomException(RoomError.BadMessage, "A name needs a character that can be seen.");
        // A teacher's page always comes in; a token for WHIP or WHEP may be in many hands.
        if ((grant.Role == ParticipantRole.Student || session is not null) && roster.Count >= context.Options.MaximumParticipants)
        {
            throw new RoomException(RoomError.RoomFull, "The room is full.");
        }

        return new Participant
        {
            Id = Guid.CreateVersion7(),
            Name = roster.UniqueName(name),
            Role = grant.Role,
            PersonId = grant.PersonId,
            Chat = new Allowance(context.Options.ChatBurst, context.Options.ChatInterval),
            Calls = new Allowance(context.Options.CallBurst, context.Options.CallInterval),
            ResumeKeyHash = resumeKeyHash,
            Session = session,
            Rights = RoomRights.Of(grant.Role, room.StudentsMaySpeak, room.StudentsMayShowCamera),
        };
    }

    public void Add(Participant participant)
    {
        roster.Add(participant);
        _resumeKeys.Add(participant.ResumeKeyHash);
        context.Metrics.ParticipantsChanged(1);
        storage.Post("arrival of a participant", () => StoreAsync(participant));
    }

    /// <summary>Everybody hears that it has come.</summary>
    public void Announce(Participant participant)
    {
        var view = participant.View;
        roster.SendOthers(participant, client => client.ParticipantJoined(view));
    }

    /// <summary>It leaves, here and at the SFU; does nothing if it has left.</summary>
    public async Task RemoveAsync(Participant participant)
    {
        if (!roster.Remove(participant)) return;
        if (participant.Session is { } session) context.SessionEnded(session);
        participant.Link = null;
        participant.Grace?.Dispose();
        participant.Grace = null;
        context.Metrics.ParticipantsChanged(-1);
        roster.SendAll(client => client.ParticipantLeft(participant.Id));
        MarkLeft(participant);
        if (roster.Count == 0) emptied();
        await orders.TellAsync(() => context.Sfu.LeaveAsync(SfuRoom, participant.SfuId, context.Stopping));
    }

    /// <summary>Writes its row unless it is there: chat messages refer to it. In the storage lane.</summary>
    public async Task StoreAsync(Participant participant)
    {
        if (participant.IsStored) return;
        await context.Stores.Lectures.AddParticipantAsync(
            lecture.Id, participant.Id, participant.Name, participant.Role, participant.PersonId, context.Stopping);
        participant.IsStored = true;
    }

    public void MarkLeft(Participant participant) =>
        storage.Post("leave of a participant", () => context.Stores.Lectures.MarkLeftAsync(participant.Id, context.Stopping));

    /// <summary>Those whom an earlier process had inside have left.</summary>
    public void MarkEarlierLeft() => storage.Post("leave of earlier participants", async () =>
    {
        foreach (var earlier in await context.Stores.Lectures.ListParticipantsAsync(lecture.Id, context.Stopping))
        {
            if (earlier.LeftAt is null) await context.Stores.Lectures.MarkLeftAsync(earlier.Id, context.Stopping);
        }
    });
}
