using Conference.Rooms.Model;

namespace Conference.Signaling.Joining;

/// <summary>What a join token promises: who may come into which room, as what, under which name.</summary>
/// <param name="Name">The display name wished for; the room cleans it and makes it unique.</param>
/// <param name="PersonId">The account behind it; null for a guest.</param>
/// <param name="Use">The only doors that it opens.</param>
/// <param name="TokenId">The row that keeps a token for WHIP or WHEP good; null for a page's, which is over in minutes.</param>
public sealed record JoinGrant(
    Guid RoomId, string RoomCode, ParticipantRole Role, string Name, Guid? PersonId, TokenUse Use = TokenUse.Lecture, Guid? TokenId = null);
