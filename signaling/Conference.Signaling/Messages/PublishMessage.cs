namespace Conference.Signaling.Messages;

/// <summary>The browser's offer on its publish peer connection, and what each sending m= section carries.</summary>
public sealed record PublishMessage(string Sdp, IReadOnlyList<SectionMessage> Sections);
