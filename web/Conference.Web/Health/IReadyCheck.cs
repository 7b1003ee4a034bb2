namespace Conference.Web.Health;

/// <summary>One thing without which the server cannot hold a lecture.</summary>
internal interface IReadyCheck
{
    /// <summary>In the answer of /healthz/ready.</summary>
    string Name { get; }

    /// <returns>A sentence that says what is well.</returns>
    /// <exception cref="Exception">It is not; the message says what is wrong.</exception>
    Task<string> CheckAsync(CancellationToken cancellationToken);
}
