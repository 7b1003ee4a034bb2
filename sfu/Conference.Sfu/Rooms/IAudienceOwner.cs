using Conference.Rtc;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>What an <see cref="Audience"/> tells the room that it belongs to: directly, or from another Worker. Called on the audience's thread.</summary>
internal interface IAudienceOwner
{
    void OnConnected(Subscription subscription);

    /// <summary>The subscription has ended, by itself or by order.</summary>
    void OnClosed(Subscription subscription, TransportCloseReason reason);

    void OnOffer(Subscription subscription, SubscribeOffer offer);

    /// <summary>An invariant is broken: the audience can serve nobody any more.</summary>
    void OnFault(Timestamp now);
}
