namespace Conference.Rooms.Model;

/// <summary>What an account may do. Students need no account.</summary>
public enum PersonRole
{
    /// <summary>Creates rooms, holds lectures in them, sees their recordings.</summary>
    Teacher,
    /// <summary>Sees every room's recordings.</summary>
    Staff,
    /// <summary>Staff, and invites people.</summary>
    Administrator,
}
