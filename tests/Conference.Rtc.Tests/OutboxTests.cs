namespace Conference.Rtc.Tests;

public sealed class OutboxTests : IOutboxSink
{
    private static readonly RemoteEndPoint Someone = RemoteEndPoint.FromIPv4(0x7F000001, 9);

    private readonly List<int> _batches = [];

    [Fact]
    public void A_full_batch_is_sent_before_the_next_datagram()
    {
        using var outbox = new Outbox(this, capacity: 4);
        for (var i = 0; i < 10; i++)
        {
            outbox.Reserve()[0] = (byte)i;
            outbox.Commit(1, Someone);
        }
        Assert.Equal([4, 4], _batches);

        outbox.Flush();

        Assert.Equal([4, 4, 2], _batches);
        Assert.Equal(0, outbox.Count);
        outbox.Flush();
        Assert.Equal(3, _batches.Count);
    }

    [Fact]
    public void Datagrams_lie_side_by_side_and_an_uncommitted_slot_leaves_no_gap()
    {
        using var outbox = new Outbox(this);
        outbox.Reserve()[..3].Fill(1);
        outbox.Commit(3, Someone);
        outbox.Reserve().Fill(99);
        outbox.Reserve()[..2].Fill(2);
        outbox.Commit(2, Someone);

        Assert.Equal(3, outbox.Entries[1].Offset);
        Assert.Equal([2, 2], outbox.Datagram(outbox.Entries[1]).ToArray());
        Assert.Equal(Someone, outbox.Entries[0].To);
    }

    void IOutboxSink.Send(Outbox outbox) => _batches.Add(outbox.Count);
}
