using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests;

/// <summary>The whole SFU over the loopback with two Workers on their own threads.</summary>
public sealed class SpreadOverSocketsTests
{
    [Fact]
    public async Task A_room_spread_over_two_threads_reaches_everybody_in_order_while_people_come_and_go()
    {
        await using var lecture = new UdpLecture(new SfuOptions { Workers = 2, SubscribersPerWorker = 2 }, TestContext.Current.CancellationToken);
        await lecture.StartAsync();
        var students = new List<UdpPeer>();
        for (var i = 0; i < 4; i++) students.Add(await lecture.JoinAsync());
        await lecture.RunAsync(() => students.TrueForAll(student => student.Marks.Count >= 100));
        Assert.Equal(2, students.Select(student => student.ServerPort).Distinct().Count());

        // On either thread one leaves and one comes, again and again.
        for (var round = 0; round < 4; round++)
        {
            var leaving = students[round];
            await lecture.LeaveAsync(leaving);
            var late = await lecture.JoinAsync();
            students[round] = late;
            await lecture.RunAsync(() => students.TrueForAll(student => student.Marks.Count >= 20 * (round + 1)));
        }

        foreach (var student in students)
            Assert.All(student.Marks.Zip(student.Marks.Skip(1)), pair => Assert.True((ushort)(pair.Second - pair.First) is > 0 and < 0x8000));
        Assert.All(lecture.Sfu.Workers, worker => Assert.Equal(0, worker.Counters.Faults));
        Assert.All(lecture.Sfu.Workers, worker => Assert.True(worker.Counters.RtpPacketsOut > 100));

        await lecture.CloseAsync();
        await lecture.RunAsync(() => lecture.Sfu.Workers.All(worker => worker.Transports.Count == 0 && worker.Feeds.Count == 0));
        await lecture.RunAsync(() => lecture.Sfu.Workers.All(worker => worker.Pool.InUse == 0));
    }

    [Fact]
    public async Task The_sfu_may_stop_while_a_spread_room_is_forwarding()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var lecture = new UdpLecture(new SfuOptions { Workers = 2, SubscribersPerWorker = 1 }, TestContext.Current.CancellationToken);
            await lecture.StartAsync();
            UdpPeer[] students = [await lecture.JoinAsync(), await lecture.JoinAsync()];
            await lecture.RunAsync(() => students.All(student => student.Marks.Count >= 5));
        }
    }

    [Fact]
    public async Task A_burst_of_joins_beside_running_media_connects_everybody()
    {
        await using var lecture = new UdpLecture(new SfuOptions { Workers = 1 }, TestContext.Current.CancellationToken);
        await lecture.StartAsync();
        var first = await lecture.JoinAsync();
        await lecture.RunAsync(() => first.Marks.Count >= 20);
        var burst = new List<UdpPeer>();
        for (var i = 0; i < 40; i++) burst.Add(await lecture.JoinAsync());
        await lecture.RunAsync(() => burst.TrueForAll(student => student.Marks.Count >= 5));

        Assert.Empty(lecture.Closed);
        var worker = Assert.Single(lecture.Sfu.Workers);
        Assert.Equal(0, worker.Counters.Faults);
        Assert.Equal(42, worker.Transports.Count);
    }
}
