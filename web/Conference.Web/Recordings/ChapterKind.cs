namespace Conference.Web.Recordings;

/// <summary>Who says that something new begins.</summary>
internal enum ChapterKind
{
    /// <summary>The teacher.</summary>
    Mark,

    /// <summary>A screen began to be shared.</summary>
    Screen,

    /// <summary>A shared screen shows something new.</summary>
    Slide,

    /// <summary>The recording was paused here, and went on.</summary>
    Pause,
}
