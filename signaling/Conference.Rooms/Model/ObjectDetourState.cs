namespace Conference.Rooms.Model;

/// <summary>What a target that is not the home of recordings has of an object.</summary>
public enum ObjectDetourState
{
    /// <summary>A put has begun and was not confirmed yet: there may be nothing, or a copy that nobody may read.</summary>
    Arriving,

    /// <summary>The object: whoever reads it reads this one, until it has been moved home.</summary>
    Kept,

    /// <summary>A copy that is to be deleted: the object is at home, or at another target, or gone.</summary>
    Leftover,
}
