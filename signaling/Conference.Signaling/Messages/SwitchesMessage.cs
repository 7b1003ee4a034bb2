namespace Conference.Signaling.Messages;

/// <summary>The room's two switches; null leaves one as it is.</summary>
public sealed record SwitchesMessage(bool? StudentsMaySpeak, bool? StudentsMayShowCamera);
