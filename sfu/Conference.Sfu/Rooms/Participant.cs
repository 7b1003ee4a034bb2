using Conference.Rtc;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>A participant: its rights and its up to two transports.</summary>
internal sealed class Participant(ParticipantId id, ParticipantOptions options)
{
    public ParticipantId Id { get; } = id;

    public PublishRights Rights { get; set; } = options.Rights;

    /// <summary>The video codecs that its browser can receive, at least one.</summary>
    public IReadOnlyList<VideoCodec> Receives { get; } = VideoCodecs.Received(options);

    public PublishTransport? Publishing { get; set; }

    /// <summary>Null until there is something to send to it.</summary>
    public SubscribeTransport? Subscribing { get; set; }

    /// <summary>Rises over all its transports and over joining again, so that an answer is never taken for another transport's.</summary>
    public int LastOfferId { get; set; }

    public void Close(Timestamp now, TransportCloseReason reason)
    {
        Publishing?.Close(now, reason);
        Subscribing?.Close(now, reason);
    }
}
