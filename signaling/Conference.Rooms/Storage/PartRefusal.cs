namespace Conference.Rooms.Storage;

/// <summary>Why the row of a Part was not written.</summary>
public enum PartRefusal
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The recording was paused when the Part began: nothing of it may be kept.</summary>
    Paused,

    /// <summary>The Part began before all that another recorder is recording now. Its row can be written when that is done.</summary>
    TooEarly,

    /// <summary>There is no such recording (any more).</summary>
    NoRecording,
}
