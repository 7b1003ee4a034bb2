namespace Conference.Load.Servers;

/// <summary>A running server that is measured. Its ways to publish and to subscribe differ; session descriptions are what they have in common.</summary>
internal interface IServer : IAsyncDisposable
{
    /// <summary>As it stands in results: "conference", "janus".</summary>
    string Name { get; }

    /// <summary>The process whose processor time and memory count.</summary>
    int ProcessId { get; }

    Task OpenRoomAsync(string room, CancellationToken cancellationToken);

    /// <summary>Publishes what the offer sends; returns the server's answer.</summary>
    Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken);

    /// <summary>Subscribes to every track of the room; returns the server's description, an answer or an offer.</summary>
    Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken);

    /// <summary>Forgets the room and everybody in it.</summary>
    Task CloseRoomAsync(string room, CancellationToken cancellationToken);
}
