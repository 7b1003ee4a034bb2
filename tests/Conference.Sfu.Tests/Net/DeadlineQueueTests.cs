using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

public sealed class DeadlineQueueTests
{
    [Fact]
    public void Items_come_out_in_the_order_of_their_deadlines()
    {
        var queue = new DeadlineQueue();
        var random = new Random(1);
        var items = Enumerable.Range(0, 500).Select(_ => new Item()).ToList();
        foreach (var item in items) queue.Schedule(item, new Timestamp(random.Next(1000)));
        foreach (var item in items.Where((_, i) => i % 3 == 0)) queue.Schedule(item, new Timestamp(random.Next(1000)));
        foreach (var item in items.Where((_, i) => i % 5 == 0)) queue.Cancel(item);

        var last = -1L;
        var taken = 0;
        while (queue.Count > 0)
        {
            var next = queue.Next;
            Assert.False(queue.TryTakeDue(next.AddMicroseconds(-1), out _));
            Assert.True(queue.TryTakeDue(next, out var item));
            Assert.True(next.Microseconds >= last);
            Assert.Equal(-1, item.HeapIndex);
            last = next.Microseconds;
            taken++;
        }

        Assert.Equal(400, taken);
        Assert.Equal(Timestamp.Never, queue.Next);
    }

    [Fact]
    public void Scheduling_for_never_takes_the_item_out()
    {
        var queue = new DeadlineQueue();
        var item = new Item();
        queue.Schedule(item, new Timestamp(5));
        queue.Schedule(item, Timestamp.Never);
        Assert.Equal(0, queue.Count);
        Assert.False(queue.TryTakeDue(new Timestamp(10), out _));
    }

    private sealed class Item : Timed
    {
        public override Timestamp HandleTimeout(Timestamp now) => Timestamp.Never;
    }
}
