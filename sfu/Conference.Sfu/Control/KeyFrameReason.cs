namespace Conference.Sfu.Control;

/// <summary>Why a key frame is asked for.</summary>
public enum KeyFrameReason
{
    /// <summary>Nothing can be shown until it comes.</summary>
    Picture,

    /// <summary>A segment is to begin with it; that can wait, because a key frame is ten times as large as others.</summary>
    Segment,
}
