using System.Text.Json.Serialization;

namespace Conference.Signaling.Messages;

/// <summary>The browser's answer to the Offer of that id.</summary>
public sealed record AnswerMessage([property: JsonRequired] int OfferId, string Sdp);
