namespace Conference.Signaling.Messages;

/// <summary>First call on every connection, also after a reconnect or a reload.</summary>
/// <param name="Token">The signed join token from POST /api/rooms/{code}/join; it names room, role and display name. With a good resume key it may have expired.</param>
/// <param name="ResumeKey">From an earlier <see cref="JoinedMessage"/> of this tab: the same person comes back under the same name and id. Null at the first join.</param>
/// <param name="Receives">Video codecs this browser can receive: "VP9", "H264", "AV1", "VP8".</param>
/// <param name="KeepsTransports">
/// With a resume key: true when this very page still holds its peer connections (only the hub's connection was lost), so the server leaves them alone.
/// False after a reload: the old page's transports are closed, its tracks unpublished, and a fresh Offer follows as at a first join.
/// </param>
public sealed record JoinMessage(string Token, string? ResumeKey, IReadOnlyList<string> Receives, bool KeepsTransports = false);
