using Conference.Load.Peers;
using Conference.Rtc.Sdp;

namespace Conference.Load.Servers;

/// <summary>A load subscriber as signaling sees it.</summary>
/// <param name="kinds">Of the room's tracks.</param>
internal sealed class LoadEnd(Subscriber subscriber, IReadOnlyList<MediaKind> kinds) : ISubscriberEnd
{
    public Task<string> OfferAsync(CancellationToken cancellationToken) => Task.FromResult(subscriber.Offer(kinds));

    public Task<string> AnswerAsync(string offer, CancellationToken cancellationToken) => Task.FromResult(subscriber.Answer(offer));
}
