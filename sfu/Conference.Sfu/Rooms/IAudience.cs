using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>The subscribers of a room on one Worker as the room sees them: <see cref="Audience"/> on its own, <see cref="FarAudience"/> on another. The room's thread.</summary>
internal interface IAudience
{
    Worker Worker { get; }

    /// <summary>Subscriptions that the room has placed here and that have not ended; the room counts them.</summary>
    int Subscriptions { get; set; }

    /// <summary>The room's tracks, in the order in which a player is given them.</summary>
    void Show(IReadOnlyList<UpTrack> tracks);

    /// <summary>Does something with the audience on its own thread, after everything that was said before.</summary>
    void Do(Timestamp now, Action<Audience, Timestamp> order);
}
