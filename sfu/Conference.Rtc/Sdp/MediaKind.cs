namespace Conference.Rtc.Sdp;

/// <summary>The media field of an m= line.</summary>
public enum MediaKind
{
    Audio,
    Video,

    /// <summary>Data channels and anything else that we do not take.</summary>
    Other,
}
