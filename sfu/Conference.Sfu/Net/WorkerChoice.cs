using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// Which Worker a new room goes to: the one from which the fewest packets per second are to be expected soon. Rooms never move, so what counts is not only
/// what a Worker sends now (measured), but also who is there and silent, and the rooms that were just opened and fill up in the next minute.
/// The caller sees to it that one thread at a time chooses.
/// </summary>
internal sealed class WorkerChoice(IReadOnlyList<Worker> workers)
{
    /// <summary>One who is there may be sent something soon: a quarter of the 400 packets/s that camera, screen and voice make.</summary>
    private const double PacketsPerParticipant = 100;

    /// <summary>A class of twenty-five at 400 packets/s each.</summary>
    private const double PacketsPerNewRoom = 10_000;

    private const long NewMicroseconds = 60_000_000;

    private readonly Queue<(Timestamp At, Worker Worker)> _placed = [];

    public Worker Choose(Timestamp now)
    {
        while (_placed.TryPeek(out var oldest) && now.Microseconds - oldest.At.Microseconds > NewMicroseconds) _placed.Dequeue();
        var chosen = workers.MinBy(Expected)!;
        _placed.Enqueue((now, chosen));
        return chosen;
    }

    private double Expected(Worker worker) =>
        worker.Load.PacketsPerSecond
        + worker.Counters.Participants * PacketsPerParticipant
        + _placed.Count(placed => placed.Worker == worker) * PacketsPerNewRoom;
}
