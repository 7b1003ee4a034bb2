namespace Conference.Rooms.Model;

public enum RecordingState
{
    /// <summary>Asked for; no recorder has leased it yet.</summary>
    Requested,
    Recording,
    /// <summary>A stop was asked for or the lecture ended; the last segments are on their way.</summary>
    Finishing,
    Ready,
    /// <summary>An uploaded video that is being made ready; no recorder leases it.</summary>
    Importing,
    /// <summary>Nothing can be played; <see cref="Recording.FailureReason"/> says why.</summary>
    Failed,
}
