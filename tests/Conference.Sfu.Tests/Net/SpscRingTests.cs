using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

public sealed class SpscRingTests
{
    [Fact]
    public void Items_are_seen_once_published_and_in_order()
    {
        var ring = new SpscRing<int>(8);
        for (var i = 0; i < 5; i++) Assert.True(ring.TryAdd(i));
        Assert.False(ring.HasItems);
        ring.Publish();

        Assert.True(ring.HasItems);
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, ring.Count).Select(index => ring.Peek(index)));
    }

    [Fact]
    public void A_place_is_free_only_when_its_item_was_taken_back()
    {
        var ring = new SpscRing<int>(4);
        for (var i = 0; i < 4; i++) Assert.True(ring.TryAdd(i));
        ring.Publish();
        ring.Pass(2);
        Assert.False(ring.TryAdd(4));

        Assert.True(ring.TryTakeBack(out var first));
        Assert.Equal(0, first);
        Assert.True(ring.TryAdd(4));
        Assert.False(ring.TryAdd(5));
        Assert.True(ring.TryTakeBack(out _));
        Assert.False(ring.TryTakeBack(out _)); // the third has not been passed
        Assert.False(ring.IsDrained);
        ring.Publish();
        ring.Pass(3);
        Assert.True(ring.IsDrained);
    }

    [Fact]
    public async Task Two_threads_hand_over_a_million_items_in_order()
    {
        const int count = 1_000_000;
        var cancel = TestContext.Current.CancellationToken;
        var ring = new SpscRing<(int Number, long Double)>(256);
        var wrong = 0;
        var consumer = Task.Run(
            () =>
            {
                for (var next = 0; next < count; cancel.ThrowIfCancellationRequested())
                {
                    var waiting = ring.Count;
                    for (var i = 0; i < waiting; i++, next++)
                        if (ring.Peek(i) != (next, next * 2L)) wrong++;
                    ring.Pass(waiting);
                    if (waiting == 0) Thread.Yield();
                }
            },
            cancel);
        var takenBack = 0;
        for (var i = 0; i < count;)
        {
            while (ring.TryTakeBack(out var item)) wrong += item == (takenBack, takenBack++ * 2L) ? 0 : 1;
            if (!ring.TryAdd((i, i * 2L)))
            {
                cancel.ThrowIfCancellationRequested();
                Thread.Yield();
                continue;
            }

            if (++i % 7 == 0 || i == count) ring.Publish();
        }

        await consumer;
        Assert.Equal(0, wrong);
        while (ring.TryTakeBack(out _)) takenBack++;
        Assert.Equal(count, takenBack);
    }
}
