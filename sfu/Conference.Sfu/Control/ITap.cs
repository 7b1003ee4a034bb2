using System.Threading.Channels;

namespace Conference.Sfu.Control;

/// <summary>
/// A DownTrack without a Transport: a stream of every track of a room. Disposing it ends the stream; the room's end completes <see cref="Messages"/>.
/// </summary>
public interface ITap : IAsyncDisposable
{
    /// <summary>Wall-clock time at <c>Timestamp</c> zero of this SFU: receive times of a Tap plus this are UTC.</summary>
    DateTimeOffset ClockOrigin { get; }

    /// <summary>
    /// In order per room. Bounded; when the reader is too slow, packets are dropped by name (<c>DropReason.TapOverflow</c>) and a
    /// <see cref="TapOverflow"/> tells how many, so that nothing is lost silently. The reader disposes each <see cref="TapPackets"/>.
    /// </summary>
    ChannelReader<TapMessage> Messages { get; }

    /// <summary>Asks the publisher for a key frame; coalesced with everybody else's wish (one PLI per 500 ms at most).</summary>
    void RequestKeyFrame(TrackId track);
}
