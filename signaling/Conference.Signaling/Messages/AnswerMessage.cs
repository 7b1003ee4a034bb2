namespace Conference.Signaling.Messages;

public sealed record AnswerMessage(int OfferId, string Sdp);
