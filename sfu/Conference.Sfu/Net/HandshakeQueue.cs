using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// DTLS datagrams that wait until media has gone: a server's handshake costs 270 us, as much as a hundred forwarded packets. Only datagrams from addresses
/// that have passed a check get here. Bounded twice, because DTLS repeats what it gets no answer to (RFC 6347 §4.2.4). Each waits in a slot of the pool.
/// </summary>
internal sealed class HandshakeQueue(PacketPool pool)
{
    /// <summary>A class of 300 that joins in the same moment, with a ClientHello of two datagrams each, and as much again.</summary>
    public const int Capacity = 1024;

    /// <summary>One Transport's share: a flight with a chain of certificates takes five.</summary>
    public const int CapacityPerTransport = 8;

    private readonly Queue<Item> _items = new(Capacity);

    public int Count => _items.Count;

    /// <summary>Keeps a copy; false when there is no room for it.</summary>
    public bool TryAdd(TransportBinding binding, in RemoteEndPoint from, ReadOnlySpan<byte> datagram)
    {
        if (_items.Count == Capacity || binding.WaitingHandshakes == CapacityPerTransport || pool.IsScarce) return false;
        if (!pool.TryRent(datagram, out var slot)) return false;
        binding.WaitingHandshakes++;
        _items.Enqueue(new Item(binding, from, slot));
        return true;
    }

    /// <summary>Takes the oldest; the caller releases its slot.</summary>
    public bool TryTake(out Item item)
    {
        if (!_items.TryDequeue(out item)) return false;
        item.Binding.WaitingHandshakes--;
        return true;
    }

    public readonly record struct Item(TransportBinding Binding, RemoteEndPoint From, PacketRef Datagram);
}
