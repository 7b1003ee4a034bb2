using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// The deadlines of a Worker in a binary heap that knows where each item lies, so that moving a deadline is O(log n) and a turn of the loop
/// looks at the first one only, however many transports there are.
/// </summary>
internal sealed class DeadlineQueue
{
    private readonly List<Timed> _heap = [];

    public int Count => _heap.Count;

    /// <summary>When the first item is due; <see cref="Timestamp.Never"/> when there is none.</summary>
    public Timestamp Next => _heap.Count == 0 ? Timestamp.Never : _heap[0].Deadline;

    /// <summary>Sets or moves the item's deadline; <see cref="Timestamp.Never"/> takes it out.</summary>
    public void Schedule(Timed item, Timestamp deadline)
    {
        if (deadline == Timestamp.Never)
        {
            Cancel(item);
            return;
        }

        item.Deadline = deadline;
        if (item.HeapIndex < 0)
        {
            item.HeapIndex = _heap.Count;
            _heap.Add(item);
        }

        Restore(item.HeapIndex);
    }

    public void Cancel(Timed item)
    {
        var index = item.HeapIndex;
        if (index < 0) return;
        item.HeapIndex = -1;
        item.Deadline = Timestamp.Never;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (ReferenceEquals(last, item)) return;
        Place(last, index);
        Restore(index);
    }

    /// <summary>Takes out the first item if it is due; its next deadline must be scheduled anew.</summary>
    public bool TryTakeDue(Timestamp now, out Timed item)
    {
        item = null!;
        if (_heap.Count == 0 || _heap[0].Deadline > now) return false;
        item = _heap[0];
        Cancel(item);
        return true;
    }

    private void Restore(int index)
    {
        var item = _heap[index];
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (_heap[parent].Deadline <= item.Deadline) break;
            Place(_heap[parent], index);
            index = parent;
        }

        while (true)
        {
            var child = 2 * index + 1;
            if (child >= _heap.Count) break;
            if (child + 1 < _heap.Count && _heap[child + 1].Deadline < _heap[child].Deadline) child++;
            if (item.Deadline <= _heap[child].Deadline) break;
            Place(_heap[child], index);
            index = child;
        }

        Place(item, index);
    }

    private void Place(Timed item, int index)
    {
        _heap[index] = item;
        item.HeapIndex = index;
    }
}
