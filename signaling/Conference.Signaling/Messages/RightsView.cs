namespace Conference.Signaling.Messages;

/// <summary>What the caller may do; the server enforces it, the page only shows it.</summary>
/// <param name="Manage">Room switches, recording, end of the lecture.</param>
public sealed record RightsView(bool Microphone, bool Camera, bool Screen, bool Manage);
