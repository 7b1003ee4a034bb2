using System.Threading.Channels;

namespace Conference.Rooms.Storage;

/// <summary>One subscriber's own queue of events. Disposing it ends the subscription.</summary>
public sealed class StorageSubscription : IDisposable
{
    // A reader this far behind re-reads everything sooner or later; the oldest event is the least interesting.
    private const int Capacity = 1024;

    private readonly Channel<StorageEvent> _events = Channel.CreateBounded<StorageEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Action<StorageSubscription> _ended;

    internal StorageSubscription(Action<StorageSubscription> ended) => _ended = ended;

    public ChannelReader<StorageEvent> Events => _events.Reader;

    public void Dispose()
    {
        _ended(this);
        _events.Writer.TryComplete();
    }

    internal void Publish(StorageEvent storageEvent) => _events.Writer.TryWrite(storageEvent);
}
