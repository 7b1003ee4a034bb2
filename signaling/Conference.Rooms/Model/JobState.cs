namespace Conference.Rooms.Model;

public enum JobState
{
    /// <summary>Waits for a recorder, not before <see cref="Job.NotBefore"/>.</summary>
    Queued,
    /// <summary>A recorder works on it, or did: once its lease has run out the next one takes it.</summary>
    Running,
    Done,
    /// <summary>Tried often enough; <see cref="Job.Failure"/> says why.</summary>
    Failed,
    Cancelled,
}
