using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>One m= line of our offers to a subscriber: its place, mid and kind stay for ever, its track comes and goes.</summary>
internal sealed class SubscriberSlot(Mid mid, MediaKind kind)
{
    public Mid Mid { get; } = mid;

    public MediaKind Kind { get; } = kind;

    /// <summary>Null: the section is offered inactive.</summary>
    public SubscriberTrack? Track { get; set; }

    /// <summary>
    /// An answer has confirmed the section inactive. Only then may another track move in: a browser that never saw the section inactive would hand the
    /// page the old track object without a new event.
    /// </summary>
    public bool Vacant { get; set; }

    /// <summary>The browser answered with port 0: the section stays rejected and is never used again (RFC 9429 §5.2.2 would need a new mid).</summary>
    public bool Dead { get; set; }

    /// <summary>The last offer described the section as inactive.</summary>
    public bool OfferedInactive { get; set; }
}
