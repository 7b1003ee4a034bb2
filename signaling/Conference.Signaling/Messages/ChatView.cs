namespace Conference.Signaling.Messages;

public sealed record ChatView(Guid Id, int Sequence, Guid ParticipantId, string Author, string Role, string Text, DateTimeOffset SentAt);
