using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>Something a Worker must turn to at a time of its own choosing. One deadline each; the Worker's thread owns it.</summary>
internal abstract class Timed
{
    /// <summary>The place in the <see cref="DeadlineQueue"/>'s heap, -1 when not scheduled.</summary>
    internal int HeapIndex { get; set; } = -1;

    internal Timestamp Deadline { get; set; } = Timestamp.Never;

    /// <summary>Does what is due and says when to be called next; <see cref="Timestamp.Never"/> for not again.</summary>
    public abstract Timestamp HandleTimeout(Timestamp now);

    /// <summary>An exception came out of it: ends what it stands for.</summary>
    public virtual void OnFault(Timestamp now)
    {
    }
}
