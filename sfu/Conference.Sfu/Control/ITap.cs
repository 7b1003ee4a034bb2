using System.Threading.Channels;

namespace Conference.Sfu.Control;

/// <summary>
/// A DownTrack without a Transport: a stream of every track of a room. Disposing it ends the stream; the room's end completes <see cref="Messages"/>.
/// </summary>
public interface ITap : IAsyncDisposable
{
    /// <summary>
    /// The receive clock: microseconds since this SFU's start, on the monotonic clock. A reader that needs the time of "now" on it asks here; wall-clock
    /// time is no way to it, because the machine's clock may have been set since the start.
    /// </summary>
    long Now { get; }

    /// <summary>
    /// In order per room. Bounded; when the reader is too slow, packets are dropped by name (<c>DropReason.TapOverflow</c>) and a
    /// <see cref="TapOverflow"/> tells how many, so that nothing is lost silently. The reader disposes each <see cref="TapPackets"/>.
    /// </summary>
    ChannelReader<TapMessage> Messages { get; }

    /// <summary>
    /// Asks the publisher for a key frame; coalesced with everybody else's wish (one PLI per 500 ms at most). A wish that can wait is not passed on while the publisher's path is
    /// tight: ask again later.
    /// </summary>
    void RequestKeyFrame(TrackId track, KeyFrameReason reason);
}
