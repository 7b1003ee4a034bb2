namespace Conference.Rtc.Rtcp;

/// <summary>The status symbols of transport-cc feedback (§3.1.1).</summary>
internal enum PacketStatus : byte
{
    NotReceived = 0,
    SmallDelta = 1,
    LargeDelta = 2,
    Reserved = 3,
}
