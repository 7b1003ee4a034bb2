namespace Conference.Signaling.Messages;

/// <param name="Kind">"publish" or "subscribe".</param>
/// <param name="Reason">"consent-lost", "dtls-alert", "dtls-failed", "left", "replaced" or "fault".</param>
public sealed record TransportClosedMessage(string Kind, string Reason);
