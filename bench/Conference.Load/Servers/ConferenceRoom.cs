namespace Conference.Load.Servers;

/// <summary>A room of the product, and its doors for programs.</summary>
/// <param name="Code">By which pages come in.</param>
internal sealed record ConferenceRoom(string Code, Uri Whip, string WhipToken, Uri Whep, string WhepToken);
