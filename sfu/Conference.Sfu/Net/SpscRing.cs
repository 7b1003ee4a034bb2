using System.Numerics;

namespace Conference.Sfu.Net;

/// <summary>
/// A bounded queue from one thread to one other without a lock. An item stays the producer's business until the consumer has passed it and the producer has
/// taken it back (<see cref="TryTakeBack"/>): so what an item refers to is given up by the thread that owns it, and no second queue is needed for the way back.
/// </summary>
internal sealed class SpscRing<T>
    where T : struct
{
    private readonly T[] _items;
    private readonly int _mask;
    private RingEnds _ends;

    // The producer's.
    private long _added;
    private long _takenBack;

    /// <param name="capacity">A power of two.</param>
    public SpscRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(capacity), true, nameof(capacity));
        _items = new T[capacity];
        _mask = capacity - 1;
    }

    /// <summary>The consumer has something to do; true on either thread.</summary>
    public bool HasItems => Volatile.Read(ref _ends.Passed) != Volatile.Read(ref _ends.Published);

    /// <summary>The consumer has passed everything that was added and published. The producer's thread.</summary>
    public bool IsDrained => Volatile.Read(ref _ends.Passed) == _added;

    /// <summary>Adds an item that the consumer sees after the next <see cref="Publish"/>; false when the ring is full.</summary>
    public bool TryAdd(in T item)
    {
        if (_added - _takenBack == _items.Length) return false;
        _items[_added++ & _mask] = item;
        return true;
    }

    /// <summary>Shows the consumer what was added.</summary>
    public void Publish() => Volatile.Write(ref _ends.Published, _added);

    /// <summary>Takes back, in order, an item that the consumer has done with; its place is free then.</summary>
    public bool TryTakeBack(out T item)
    {
        if (_takenBack == Volatile.Read(ref _ends.Passed))
        {
            item = default;
            return false;
        }

        ref var place = ref _items[_takenBack++ & _mask];
        item = place;
        place = default;
        return true;
    }

    /// <summary>How many items wait. The consumer's thread, like all below.</summary>
    public int Count => (int)(Volatile.Read(ref _ends.Published) - _ends.Passed);

    /// <summary>The item behind <paramref name="index"/> others that wait.</summary>
    public ref readonly T Peek(int index) => ref _items[(_ends.Passed + index) & _mask];

    /// <summary>The consumer has done with the first so many.</summary>
    public void Pass(int count) => Volatile.Write(ref _ends.Passed, _ends.Passed + count);
}
