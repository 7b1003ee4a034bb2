namespace Conference.Signaling.Messages;

public sealed record IceServerView(IReadOnlyList<string> Urls, string? Username, string? Credential);
