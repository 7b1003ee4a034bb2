namespace Conference.Rooms.Model;

/// <summary>Whether a room's lectures are recorded.</summary>
public enum RecordingMode
{
    /// <summary>Never: no recording can be started.</summary>
    Off,
    /// <summary>When the teacher says so.</summary>
    Manual,
    /// <summary>Each lecture from its start, until the teacher stops it.</summary>
    Automatic,
}
