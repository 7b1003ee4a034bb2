using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Decides on which Worker a new subscriber of a room is served. A room stays on its own Worker while that has time and places; then another helps. Who is
/// placed stays: a live transport does not move.
/// </summary>
internal static class Spreading
{
    /// <summary>A Worker that works more than this part of its time takes no more subscribers: above it batches queue up and delays grow.</summary>
    private const double FullShare = 0.6;

    /// <summary>Only a Worker with clearly less to do begins to help. The distance keeps two of them from calling each other in turns as loads go up and down.</summary>
    private const double HelpfulShare = 0.4;

    /// <summary>A helper without subscribers goes after this time, because people who reload a page come back.</summary>
    public const long UnusedMicroseconds = 30_000_000;

    /// <summary>One of the audiences that are there with a place free, the room's own first; null when another Worker is to help, or they are all that there is.</summary>
    public static IAudience? FindPlace(IReadOnlyList<IAudience> audiences, int limit)
    {
        foreach (var audience in audiences)
            if (audience.Subscriptions < limit && audience.Worker.Load.BusyShare < FullShare) return audience;
        return null;
    }

    /// <summary>The Worker that shall help; null when no other has much time.</summary>
    public static RoomContext? FindHelper(IReadOnlyList<IAudience> audiences, IReadOnlyList<RoomContext> workers)
    {
        RoomContext? best = null;
        foreach (var candidate in workers)
        {
            if (audiences.Any(audience => audience.Worker == candidate.Worker) || candidate.Worker.Load.BusyShare >= HelpfulShare) continue;
            if (best is null || candidate.Worker.Load.BusyShare < best.Worker.Load.BusyShare) best = candidate;
        }

        return best;
    }

    /// <summary>All have enough to do: the one with the fewest of this room's subscribers.</summary>
    public static IAudience LeastUsed(IReadOnlyList<IAudience> audiences) => audiences.MinBy(audience => audience.Subscriptions)!;
}
