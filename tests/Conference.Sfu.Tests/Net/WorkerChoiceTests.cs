using Conference.Rtc;
using Conference.Sfu.Net;
using Conference.Sfu.Tests.Labs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Sfu.Tests.Net;

public sealed class WorkerChoiceTests : IDisposable
{
    private readonly List<Worker> _workers = [.. Enumerable.Range(0, 3).Select(Make)];
    private Timestamp _now = Timestamp.FromMilliseconds(1);

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Dispose();
    }

    [Fact]
    public void Rooms_that_open_together_are_spread_evenly()
    {
        var choice = new WorkerChoice(_workers);
        var chosen = Enumerable.Range(0, 6).Select(_ => choice.Choose(_now).Index).ToList();
        Assert.Equal([0, 1, 2, 0, 1, 2], chosen);
    }

    [Fact]
    public void A_room_goes_where_the_fewest_packets_are_sent()
    {
        var choice = new WorkerChoice(_workers);
        Send(0, 100_000);
        Send(1, 5_000);
        Send(2, 50_000);
        Assert.Equal(1, choice.Choose(_now).Index);
    }

    [Fact]
    public void Participants_who_are_silent_count_too()
    {
        var choice = new WorkerChoice(_workers);
        _workers[0].Counters.Participants = 500;
        _workers[1].Counters.Participants = 20;
        _workers[2].Counters.Participants = 50;
        Assert.Equal(1, choice.Choose(_now).Index);
    }

    [Fact]
    public void A_room_that_is_no_longer_new_counts_by_what_it_sends()
    {
        var choice = new WorkerChoice(_workers);
        Assert.Equal(0, choice.Choose(_now).Index);
        _now = _now.AddMilliseconds(61_000);
        Assert.Equal(0, choice.Choose(_now).Index); // it has sent nothing in its first minute
    }

    /// <summary>Lets ten seconds pass in which a Worker sends so many packets per second.</summary>
    private void Send(int worker, int packetsPerSecond)
    {
        for (var second = 0; second < 10; second++)
        {
            _now = _now.AddMilliseconds(1000);
            _workers[worker].Port.Counters.DatagramsOut += packetsPerSecond;
            _workers[worker].Load.HandleTimeout(_now);
        }
    }

    private static Worker Make(int index) => new(index, new MemoryUdpPort(), new WorkerClock(TimeProvider.System), NullLogger.Instance);
}
