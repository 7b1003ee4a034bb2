namespace Conference.Signaling.Joining;

/// <summary>What a join token is good for.</summary>
public enum TokenUse
{
    /// <summary>The way of a page: the hub, and whatever its participant may publish or play by HTTP as well.</summary>
    Lecture,

    /// <summary>Publishing by WHIP (RFC 9725) and nothing else: a stream key.</summary>
    Publish,

    /// <summary>Playing by WHEP and nothing else.</summary>
    Play,
}
