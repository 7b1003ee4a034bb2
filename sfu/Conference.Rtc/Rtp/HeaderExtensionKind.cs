namespace Conference.Rtc.Rtp;

/// <summary>The header extensions that we read or write; everything else on the wire is skipped.</summary>
public enum HeaderExtensionKind : byte
{
    None,
    Mid,
    Rid,
    RepairedRid,
    AudioLevel,
    TransportSequence,
    AbsSendTime,
    DependencyDescriptor,
    ColorSpace,
}
