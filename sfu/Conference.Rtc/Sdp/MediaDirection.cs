namespace Conference.Rtc.Sdp;

/// <summary>Direction of a section as its describer sees it (RFC 8866 §6.7).</summary>
[Flags]
public enum MediaDirection
{
    Inactive = 0,
    SendOnly = 1,
    RecvOnly = 2,
    SendRecv = SendOnly | RecvOnly,
}
