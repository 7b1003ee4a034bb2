namespace Conference.Rooms.Model;

/// <summary>Somebody who was in a Lecture. The id is the one that the roster, the SFU and the recordings use.</summary>
public sealed class LectureParticipant
{
    public Guid Id { get; init; }
    public Guid LectureId { get; init; }
    public required string Name { get; set; }
    public ParticipantRole Role { get; init; }
    public Guid? PersonId { get; init; }
    public DateTimeOffset JoinedAt { get; init; }
    public DateTimeOffset? LeftAt { get; set; }
}
