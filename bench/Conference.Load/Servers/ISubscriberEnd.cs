namespace Conference.Load.Servers;

/// <summary>One who is to receive: some servers want an offer, others make one.</summary>
internal interface ISubscriberEnd
{
    /// <summary>An offer that receives every track of the room; the server's answer is what subscribing returns.</summary>
    Task<string> OfferAsync(CancellationToken cancellationToken);

    /// <summary>The answer to the server's offer.</summary>
    Task<string> AnswerAsync(string offer, CancellationToken cancellationToken);
}
