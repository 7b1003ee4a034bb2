namespace Conference.Load.Servers;

/// <summary>A server that can be measured here.</summary>
/// <param name="Name">As it stands in results.</param>
internal sealed record ServerChoice(string Name, Func<CancellationToken, Task<IServer>> StartAsync);
