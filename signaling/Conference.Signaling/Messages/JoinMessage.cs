namespace Conference.Signaling.Messages;

/// <summary>First call on every connection, also after a reconnect or a reload.</summary>
/// <param name="Token">The signed join token from POST /api/rooms/{code}/join; it names room, role and display name.</param>
/// <param name="ResumeKey">From an earlier <see cref="JoinedMessage"/> of this tab: the same person comes back under the same name and id. Null at the first join.</param>
/// <param name="Receives">Video codecs this browser can receive: "VP9", "H264", "AV1", "VP8".</param>
public sealed record JoinMessage(string Token, string? ResumeKey, IReadOnlyList<string> Receives);
