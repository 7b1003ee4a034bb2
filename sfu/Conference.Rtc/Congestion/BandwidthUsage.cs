namespace Conference.Rtc.Congestion;

/// <summary>What the delay of packets says of the path.</summary>
internal enum BandwidthUsage
{
    /// <summary>Its queues neither grow nor shrink.</summary>
    Normal,
    /// <summary>A queue grows: more is sent than the path carries.</summary>
    Over,
    /// <summary>A queue empties.</summary>
    Under,
}
