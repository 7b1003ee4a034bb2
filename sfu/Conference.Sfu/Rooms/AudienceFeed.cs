using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>The receiving end of what a room on another Worker sends to its audience here. This Worker's thread.</summary>
internal sealed class AudienceFeed(SpscRing<FeedItem> ring, Audience audience)
{
    private readonly List<RelayedTrack> _active = [];

    public Audience Audience { get; } = audience;

    public bool HasItems => ring.HasItems;

    /// <summary>The room will send nothing more.</summary>
    public bool IsOver { get; set; }

    /// <summary>Takes what is there and forwards it. An item that breaks an invariant is passed too, so that its slot goes home.</summary>
    public void Drain(Timestamp now)
    {
        var count = ring.Count;
        if (count == 0) return;
        var done = 0;
        try
        {
            while (done < count)
            {
                ref readonly var item = ref ring.Peek(done++);
                if (item.Order is { } order)
                {
                    Forward(now);
                    order(now);
                }
                else if (item.Track!.TryReceive(item.Packet))
                {
                    _active.Add(item.Track);
                }
            }

            Forward(now);
        }
        finally
        {
            ring.Pass(done);
            _active.Clear();
        }
    }

    private void Forward(Timestamp now)
    {
        foreach (var track in _active) track.Forward(now);
        _active.Clear();
    }
}
