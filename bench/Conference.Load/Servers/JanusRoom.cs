namespace Conference.Load.Servers;

/// <summary>A VideoRoom: its number, the handle that made it, and who is in it.</summary>
internal sealed class JanusRoom(int number, long owner)
{
    private readonly List<int> _feeds = [];

    public int Number { get; } = number;

    public long Owner { get; } = owner;

    /// <summary>Publishers, by the numbers that we gave them.</summary>
    public IReadOnlyList<int> Feeds => _feeds;

    /// <summary>Of everybody who joined; filled from several tasks.</summary>
    public System.Collections.Concurrent.ConcurrentBag<long> Handles { get; } = [];

    public int NewFeed()
    {
        lock (_feeds)
        {
            _feeds.Add(_feeds.Count + 1);
            return _feeds.Count;
        }
    }
}
